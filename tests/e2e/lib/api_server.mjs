// A server of APIs for tests: it answers as public APIs and as RapidAPI's gateway do, and notes what it was asked.
import { createServer } from 'node:http';
import { shown } from './fixture.mjs';

/** What a gateway that checks key and host answers where either is missing (traces of the real one, section 4.4). */
const NOT_SUBSCRIBED = [403, { message: 'You are not subscribed to this API.' }];
const EXPOSED = 'retry-after, x-ratelimit-requests-limit, x-ratelimit-requests-remaining, x-ratelimit-requests-reset';

/**
 * Starts a server on a free port of 127.0.0.1: `{ url, host, port, requests, state, close }`.
 *
 * - `answer(request, n)`: gives `[status, body, headers]` for the request `{ method, path, query, headers, body }` and
 *   its number among those to this path; a body that is no text is sent as JSON.
 * - `state.key`: with it the server is a gateway: a call needs this `X-RapidAPI-Key` and an `X-RapidAPI-Host`.
 * - `requests`: what was asked, in order; preflights are not in it.
 */
export async function serveApis({ answer, key = null }) {
  const state = { key, answer };
  const requests = [];
  const counts = new Map();
  const server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', EXPOSED);
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', 'content-type, x-rapidapi-key, x-rapidapi-host, toolbench_key');
      response.setHeader('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE');
      return void response.writeHead(204).end();
    }
    let body = '';
    for await (const piece of request) body += piece;
    const url = new URL(request.url, 'http://localhost');
    const seen = { method: request.method, path: url.pathname, query: Object.fromEntries(url.searchParams), headers: { ...request.headers }, body };
    requests.push(seen);
    const n = counts.get(seen.path) ?? 0;
    counts.set(seen.path, n + 1);
    const { 'x-rapidapi-key': given, 'x-rapidapi-host': host } = request.headers;
    const refused = state.key !== null && (given !== state.key || !host);
    const [status, reply, headers = {}] = refused ? NOT_SUBSCRIBED : state.answer(seen, n);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof reply === 'string' ? reply : JSON.stringify(reply));
  });
  server.on('clientError', (_, socket) => socket.destroy());
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    url: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    requests,
    state,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/** A parameter of a document. */
export const parameter = (name, value, type = 'STRING') => ({ name, type, description: `The ${name}`, default: value });

/** An API of a document. */
export const api = (name, url, more = {}) => ({
  name,
  url,
  description: more.description ?? `Gives ${name.replaceAll('_', ' ')}`,
  method: 'GET',
  required_parameters: [],
  optional_parameters: [],
  ...more,
});

/** A collection as a file that the page takes. */
export const bundle = (name, tools) => ({
  name: `${name}.json`,
  mimeType: 'application/json',
  buffer: Buffer.from(JSON.stringify({ name, tools: tools.map((tool) => ({ category: 'Data', tool_description: `About ${tool.tool_name}`, ...tool })) })),
});

const TOOLS = 20;
const APIS = 25;

/** 20 tools of 25 APIs each of a server, called `api_0` to `api_499`, with the paths `/v1/0` to `/v1/499`. */
function manyTools(server) {
  const one = (t) => (a) => {
    const n = t * APIS + a;
    return api(`api_${n}`, `${server.url}/v1/${n}`, { required_parameters: [parameter('id', n, 'NUMBER')] });
  };
  return Array.from({ length: TOOLS }, (_, t) => ({
    tool_name: `Tool ${t}`,
    host: server.host,
    api_list: Array.from({ length: APIS }, (_, a) => one(t)(a)),
  }));
}

/** The number of one of them, by its path. */
export const numberOf = (path) => Number(/\d+$/.exec(path)[0]);

/** Opens the APIs page with them as its collection, which may call this machine, and the health check unfolded. */
export async function openMany(page, site, server) {
  await page.goto(`${site.url}?page=apis`);
  await shown(page);
  await page.locator('.collection-source > summary').click();
  await page.locator('.collection-source input[type=file]').setInputFiles(bundle('Many', manyTools(server)));
  await page.locator('[data-health=all]', { hasText: '500' }).waitFor();
  await page.locator('#collection-private').check();
  await page.locator('.health > summary').click();
}
