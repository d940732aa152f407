// Speaks the contract cases over HTTP: what each provider's API has been seen to send, byte for byte and piece by piece.
//
// node server.mjs [port] [folder]     prints `ready <port>`; without a port it takes a free one
//
// A case is a file `<provider>/<stem>.json` below the folder (that of this file if none is named):
//
//   { name, endpoint, chat, expect_request, expect,      for the tests; not looked at here
//     reply: {
//       status,                                          200 if left out
//       headers: { "content-type": "text/event-stream" },    null takes a header out that would be sent, as CORS
//       chunks: [{ text | base64, pause_ms }],           each is sent on its own, after its pause (10 ms if left out);
//                                                        { repeat: "x", bytes }: so many of one sign, as fast as they go
//       end: "close" | "cut" | "hang" },                 cut: the connection is torn down; hang: nothing more comes
//     second_reply }                                     the same, from the second request on
//
// Addresses:
//
//   /<provider>/<stem>/...         any path and method: the case's reply. Preflights are granted
//   GET    /_cases                 [{ provider, stem, path, fixture }]
//   GET    /_seen/<provider>/<stem>    { requests: [{ method, path, headers, body, aborted }], preflights }: in order;
//                                  `path` is what follows the stem, `aborted` is true once the client hung up early
//   DELETE /_seen/<provider>/<stem>    forgets them: the next request is the first
import { createServer } from 'node:http';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Before each piece, in milliseconds: enough that a browser hands it on by itself. */
const PAUSE_MS = 10;
/** Before a connection is torn down, in milliseconds: what was written must have left. */
const CUT_MS = 50;
/** A long body is sent in pieces of this, in bytes. */
const PIECE = 64 << 10;
/** No case is sent more than this, in bytes. */
const MAX_BODY = 8 << 20;
const ENDS = ['close', 'cut', 'hang'];

/** The headers that providers let pages read; a case may say otherwise. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after, retry-after-ms, request-id, x-request-id',
};

/**
 * Serves the cases below a folder on 127.0.0.1; throws where a case cannot be read or the port is taken. Result:
 * `{ port, url, close }`; `close()` ends it and every open connection.
 */
export async function serveContract({ folder, port = 0 }) {
  const cases = readCases(folder);
  const server = createServer((request, response) => {
    answer(cases, request, response).catch((error) => {
      // A client that hung up, or a slip in here: told, and the connection closed.
      if (!request.destroyed) console.error(`${request.method} ${request.url}: ${error.stack}`);
      response.destroy();
    });
  });
  server.on('clientError', (_, socket) => socket.destroy());
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  }).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} of 127.0.0.1 is taken, probably by another run of these tests: wait for it or end it`);
  });
  const taken = server.address().port;
  return {
    port: taken,
    url: `http://127.0.0.1:${taken}`,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/** All cases by `<provider>/<stem>`. */
function readCases(folder) {
  const cases = new Map();
  const folders = readdirSync(folder).filter((name) => /^\w/.test(name) && statSync(join(folder, name)).isDirectory());
  for (const provider of folders.sort()) {
    for (const file of readdirSync(join(folder, provider)).filter((name) => name.endsWith('.json')).sort()) {
      const stem = file.slice(0, -'.json'.length);
      try {
        const fixture = JSON.parse(readFileSync(join(folder, provider, file), 'utf8'));
        const replies = [fixture.reply, fixture.second_reply ?? fixture.expect?.second_reply ?? fixture.reply].map(prepared);
        cases.set(`${provider}/${stem}`, { provider, stem, fixture, replies, requests: [], preflights: 0 });
      } catch (error) {
        throw new Error(`${provider}/${file}: ${error.message}`);
      }
    }
  }
  return cases;
}

/** A reply with its bytes; throws where it is not one. */
function prepared(reply) {
  if (reply === null || typeof reply !== 'object') throw new Error('there is no reply');
  const { status = 200, headers = {}, chunks = [], end = 'close' } = reply;
  if (!Number.isInteger(status) || status < 200 || status > 599) throw new Error(`no status of a reply: ${status}`);
  if (!ENDS.includes(end)) throw new Error(`no end of a reply: ${JSON.stringify(end)}; it is one of ${ENDS.join(', ')}`);
  const pieces = chunks.map((chunk, n) => {
    if (chunk.repeat?.length === 1 && Number.isInteger(chunk.bytes)) {
      return { bytes: Buffer.alloc(PIECE, chunk.repeat), times: Math.ceil(chunk.bytes / PIECE), pauseMs: 0 };
    }
    if ((typeof chunk.text === 'string') === (typeof chunk.base64 === 'string')) {
      throw new Error(`chunk ${n} needs one of text and base64`);
    }
    const bytes = chunk.text === undefined ? Buffer.from(chunk.base64, 'base64') : Buffer.from(chunk.text, 'utf8');
    if (bytes.length === 0) throw new Error(`chunk ${n} is empty`);
    return { bytes, times: 1, pauseMs: chunk.pause_ms ?? PAUSE_MS };
  });
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return { status, headers: { ...CORS, ...Object.fromEntries(lower) }, pieces, end };
}

async function answer(cases, request, response) {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname === '/_cases') {
    return json(response, 200, [...cases].map(([path, { provider, stem, fixture }]) => ({ provider, stem, path, fixture })));
  }
  const parts = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const asked = parts[0] === '_seen' ? parts.slice(1) : parts;
  const found = cases.get(asked.slice(0, 2).join('/'));
  if (!found) return json(response, 404, { error: `no case at ${url.pathname}` });
  if (parts[0] === '_seen') return seen(found, request, response);
  if (request.method === 'OPTIONS') {
    found.preflights += 1;
    return grant(request, response);
  }
  const record = {
    method: request.method,
    path: `/${url.pathname.slice(1).split('/').slice(2).join('/')}${url.search}`,
    headers: { ...request.headers },
    body: '',
    aborted: false,
  };
  found.requests.push(record);
  const reply = found.replies[Math.min(found.requests.length - 1, 1)];
  let ours = false;
  response.on('close', () => { record.aborted = !response.writableFinished && !ours; });
  record.body = await text(request);
  await send(response, reply, () => { ours = true; });
}

async function send(response, { status, headers, pieces, end }, cutting) {
  for (const [name, value] of Object.entries(headers)) {
    if (value !== null) response.setHeader(name, value);
  }
  response.writeHead(status);
  response.flushHeaders();
  for (const { bytes, times, pauseMs } of pieces) {
    await delay(pauseMs);
    for (let sent = 0; sent < times; sent += 1) {
      if (response.destroyed) return;
      // A client that reads slowly, or not at all, is not sent everything into memory.
      if (!response.write(bytes)) await drained(response);
    }
  }
  if (end === 'close') response.end();
  if (end === 'cut') {
    await delay(CUT_MS);
    cutting();
    response.socket?.destroy();
  }
}

/** Once more may be written, or nobody is there any more. */
function drained(response) {
  return new Promise((resolve) => {
    const go = () => {
      for (const event of ['drain', 'close']) response.off(event, go);
      resolve();
    };
    for (const event of ['drain', 'close']) response.once(event, go);
  });
}

function seen(found, request, response) {
  if (request.method === 'OPTIONS') return grant(request, response);
  if (request.method === 'DELETE') {
    found.requests = [];
    found.preflights = 0;
  }
  return json(response, 200, { requests: found.requests, preflights: found.preflights });
}

/** Whatever a page asks to be allowed. */
function grant(request, response) {
  response.writeHead(204, {
    ...CORS,
    'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-allow-private-network': 'true',
  });
  response.end();
}

function json(response, status, value) {
  response.writeHead(status, { ...CORS, 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function text(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY) throw new Error('the request is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [port = '0', folder = fileURLToPath(new URL('.', import.meta.url))] = process.argv.slice(2);
  try {
    const { port: taken } = await serveContract({ folder: resolve(folder), port: Number(port) });
    console.log(`ready ${taken}`);
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  }
}
