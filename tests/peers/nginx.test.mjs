// The proxy of docs/proxy.md in a real nginx, before APIs that do not let pages read them.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer as createPlain } from 'node:net';
import { createServer as createHttp } from 'node:http';
import { createServer } from 'node:https';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { shown, withSite } from '../e2e/lib/fixture.mjs';
import { ended, runId, stored } from '../e2e/lib/ask.mjs';
import { api, bundle, parameter } from '../e2e/lib/api_server.mjs';
import { certificate } from '../e2e/lib/certificate.mjs';
import { serveLlm } from '../e2e/lib/llm_server.mjs';

const NGINX = process.env.TOOLGROVE_NGINX;
assert.ok(NGINX, 'start these tests with `cargo xtask test peers`');
const EXAMPLE = new URL('../../docs/nginx-proxy.conf', import.meta.url);
const GUIDE = new URL('../../docs/proxy.md', import.meta.url);
const NETWORK = /Failed to load resource/;

const freePort = () =>
  new Promise((resolve) => {
    const server = createPlain();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

/** The pieces of nginx's configuration in the guide: the answer to `OPTIONS`, and the one before a tool server. */
async function pieces() {
  const found = [...(await readFile(GUIDE, 'utf8')).matchAll(/```nginx\n([\s\S]*?)```/g)].map((match) => match[1]);
  assert.equal(found.length, 2);
  return { options: found[0], toolServer: found[1] };
}

/** An API over https, or without certificate over http, that says nothing about who may read it. */
async function secretiveApi(tls) {
  const seen = [];
  const make = tls ? (listener) => createServer(tls, listener) : createHttp;
  const server = make(async (request, response) => {
    let body = '';
    for await (const piece of request) body += piece;
    seen.push({ method: request.method, url: request.url, host: request.headers.host, headers: request.headers, body });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ said: decodeURIComponent(request.url) }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { seen, port: server.address().port, close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }) };
}

/**
 * nginx with the documented example, whose hosts lead to `upstream` and whose page is `origin`; with the guide's pieces,
 * where a tool server is named.
 */
async function nginx({ upstream, origin, toolServer = null }) {
  const folder = await mkdtemp(join(tmpdir(), 'toolgrove-nginx-'));
  const port = await freePort();
  let example = await readFile(EXAMPLE, 'utf8');
  if (toolServer !== null) {
    const { options, toolServer: piece } = await pieces();
    example = example.replace(/^location [^\n]*\n/m, (line) => `${line}${options}`);
    example += piece.replace('http://127.0.0.1:8080', `http://127.0.0.1:${toolServer}`);
  }
  example = example.replaceAll('https://your.page.example', origin);
  const group = (name) => `upstream ${name} { server 127.0.0.1:${upstream}; }`;
  const conf = `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 1;
events {}
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  ${group('api.one.example')} ${group('api.two.example')}
  server { listen 127.0.0.1:${port};
${example}
  }
}`;
  await writeFile(join(folder, 'nginx.conf'), conf);
  const program = spawn(NGINX, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  program.stderr.on('data', (piece) => { said += piece; });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    if (program.exitCode !== null || tries > 100) throw new Error(`nginx did not start: ${said}`);
    if (await fetch(url).then(() => true, () => false)) break;
    await delay(100);
  }
  return { url, close: async () => { program.kill(); await new Promise((resolve) => { program.on('close', resolve); if (program.exitCode !== null) resolve(); }); await rm(folder, { recursive: true, force: true }); } };
}

test('an API that pages may not read is read through nginx, one that it does not name is not', async () => {
  const tls = await certificate();
  assert.ok(tls, 'openssl is needed to make a certificate');
  const upstream = await secretiveApi(tls);
  const read = api('read_it', 'https://api.one.example/v1/say', { required_parameters: [parameter('words', 'hello')] });
  const other = api('other_host', 'https://api.other.example/v1/say');
  const call = (name, args) => ({ calls: [{ name: new RegExp(`^${name}_for`), arguments: args }] });
  const answer = { calls: [{ name: 'Finish', arguments: { return_type: 'give_answer', final_answer: 'Read.' } }] };
  const llm = await serveLlm({ script: [call('read_it', { words: 'a b/c&d=é' }), call('other_host', {}), answer] });
  let proxy;
  try {
    await withSite({}, async ({ page, site, noise }) => {
      noise.allow(NETWORK);
      noise.allow(/blocked by CORS policy/);
      proxy = await nginx({ upstream: upstream.port, origin: new URL(site.url).origin });
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      await page.getByRole('button', { name: 'Add an endpoint' }).click();
      await page.getByLabel('Base URL').fill(llm.url);
      await page.getByLabel('Model', { exact: true }).first().fill('scripted');
      await page.getByRole('button', { name: 'Save', exact: true }).first().click();
      await page.locator('.endpoint').getByText('scripted', { exact: true }).first().waitFor();
      await page.locator('#tools-proxy').fill(proxy.url);
      await page.locator('form', { has: page.locator('#tools-proxy') }).getByRole('button', { name: 'Save address' }).click();
      await page.getByRole('link', { name: 'APIs', exact: true }).first().click();
      await page.locator('.collection-source > summary').click();
      const tools = [
        { tool_name: 'One', host: 'api.one.example', api_list: [read] },
        { tool_name: 'Other', host: 'api.other.example', api_list: [other] },
      ];
      await page.locator('.collection-source input[type=file]').setInputFiles(bundle('Peers', tools));
      await page.locator('.api-link').first().waitFor();
      await page.getByRole('link', { name: 'Ask', exact: true }).first().click();
      await page.locator('.sources input[value=public]').check();
      await page.locator('#model').selectOption({ label: 'scripted' });
      await page.locator('#question').fill('Read it, and the other host');
      await page.locator('.hit').first().waitFor();
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      assert.equal(await ended(page), 'Read.');
      assert.deepEqual(llm.state.slips, []);
      // As it was asked: what is encoded stays encoded.
      assert.deepEqual(upstream.seen.map(({ url, host }) => [url, host]), [['/v1/say?words=a%20b%2Fc%26d%3D%C3%A9', 'api.one.example']]);
      assert.equal(upstream.seen[0].headers.cookie, undefined);
      const { events } = await stored(page, runId(page));
      const returned = events.filter((event) => event.type === 'api_returned' && !event.by_search);
      assert.deepEqual(returned.map(({ status, by }) => [status, by]), [[0, 'public'], [12, 'public']]);
      assert.match(returned[0].observation, /a b\/c&d=é/);
    });
  } finally {
    await Promise.all([upstream.close(), llm.close(), proxy?.close()]);
  }
});

test('a POST that the browser asks for beforehand goes through, to an API and to a tool server', async () => {
  const tls = await certificate();
  assert.ok(tls, 'openssl is needed to make a certificate');
  const [upstream, tools] = [await secretiveApi(tls), await secretiveApi(null)];
  let proxy;
  try {
    await withSite({}, async ({ page, site }) => {
      proxy = await nginx({ upstream: upstream.port, origin: new URL(site.url).origin, toolServer: tools.port });
      await page.goto(site.url);
      await shown(page);
      const post = (path, headers) =>
        page.evaluate(
          async ([url, headers]) => {
            const reply = await fetch(url, { method: 'POST', headers, body: '{"a":1}', credentials: 'omit' });
            return [reply.status, await reply.json()];
          },
          [`${proxy.url}${path}`, { 'content-type': 'application/json', ...headers }],
        );
      assert.deepEqual(await post('/https/api.one.example/v1/links?x=1', {}), [200, { said: '/v1/links?x=1' }]);
      assert.deepEqual(await post('/rapidapi', { toolbench_key: 'k' }), [200, { said: '/rapidapi' }]);
      assert.deepEqual(await post('/virtual', { toolbench_key: 'k' }), [200, { said: '/virtual' }]);
      // What the browser asks beforehand is nginx's to answer.
      const seen = (api) => api.seen.map(({ method, url, body }) => [method, url, body]);
      assert.deepEqual(seen(upstream), [['POST', '/v1/links?x=1', '{"a":1}']]);
      assert.deepEqual(seen(tools), [['POST', '/rapidapi', '{"a":1}'], ['POST', '/virtual', '{"a":1}']]);
    });
  } finally {
    await Promise.all([upstream.close(), tools.close(), proxy?.close()]);
  }
});
