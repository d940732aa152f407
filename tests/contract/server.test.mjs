// The server of the contract cases, against cases of this test's own.
import test from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { serveContract } from './server.mjs';

const SSE = { 'Content-Type': 'text/event-stream' };

/** Runs `body({ server, folder, seen })` beside a server of these cases of the provider `acme`. */
async function withCases(cases, body) {
  const folder = await mkdtemp(join(tmpdir(), 'toolgrove-contract-'));
  let server;
  try {
    await mkdir(join(folder, 'acme'));
    for (const [stem, value] of Object.entries(cases)) {
      await writeFile(join(folder, 'acme', `${stem}.json`), JSON.stringify({ name: stem, ...value }));
    }
    server = await serveContract({ folder });
    const seen = async (stem) => (await fetch(`${server.url}/_seen/acme/${stem}`)).json();
    await body({ server, folder, seen, ask: (stem, init) => fetch(`${server.url}/acme/${stem}/v1/chat`, init) });
  } finally {
    await server?.close();
    await rm(folder, { recursive: true });
  }
}

/** What a reader gets, piece by piece, and how it ended. */
async function pieces(response) {
  const got = [];
  try {
    for await (const bytes of response.body) got.push(Buffer.from(bytes).toString('latin1'));
    return { got, broken: false };
  } catch {
    return { got, broken: true };
  }
}

test('a reply comes piece by piece with its status and headers, and what was asked is kept', async () => {
  const halves = Buffer.from('é').toString('latin1');
  const chunks = [{ text: 'data: 1\n' }, { base64: Buffer.from([0xc3]).toString('base64'), pause_ms: 40 }, { base64: 'qQ==', pause_ms: 40 }];
  await withCases({ good: { reply: { status: 201, headers: SSE, chunks, end: 'close' } } }, async ({ server, ask, seen }) => {
    const response = await ask('good', { method: 'POST', headers: { 'x-key': 'k' }, body: '{"a":"ü"}' });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.match(response.headers.get('access-control-expose-headers'), /retry-after/);
    const { got, broken } = await pieces(response);
    assert.deepEqual([got, broken], [['data: 1\n', halves[0], halves[1]], false]);
    await fetch(`${server.url}/acme/good/models?key=1`);
    const { requests, preflights } = await seen('good');
    assert.equal(preflights, 0);
    assert.deepEqual(requests.map((r) => [r.method, r.path, r.body, r.aborted]), [
      ['POST', '/v1/chat', '{"a":"ü"}', false],
      ['GET', '/models?key=1', '', false],
    ]);
    assert.equal(requests[0].headers['x-key'], 'k');
  });
});

test('a cut breaks the reader off after what was sent; the client did not hang up', async () => {
  await withCases({ cut: { reply: { headers: SSE, chunks: [{ text: 'data: {"a' }], end: 'cut' } } }, async ({ ask, seen }) => {
    assert.deepEqual(await pieces(await ask('cut')), { got: ['data: {"a'], broken: true });
    assert.equal((await seen('cut')).requests[0].aborted, false);
  });
});

test('a reply that hangs stays open until the client hangs up, which is seen', async () => {
  await withCases({ hang: { reply: { chunks: [{ text: 'first' }], end: 'hang' } } }, async ({ ask, seen }) => {
    const stop = new AbortController();
    const response = await ask('hang', { method: 'POST', body: 'x', signal: stop.signal });
    const reader = response.body.getReader();
    assert.equal(Buffer.from((await reader.read()).value).toString(), 'first');
    const more = reader.read().then(() => 'ended', () => 'stopped');
    assert.equal(await Promise.race([more, delay(150, 'open')]), 'open');
    assert.equal((await seen('hang')).requests[0].aborted, false);
    stop.abort();
    assert.equal(await more, 'stopped');
    for (let i = 0; i < 50 && !(await seen('hang')).requests[0].aborted; i += 1) await delay(20);
    assert.equal((await seen('hang')).requests[0].aborted, true);
  });
});

test('a second reply comes from the second request on, until the requests are forgotten', async () => {
  const reply = { status: 429, headers: { 'Retry-After': '2' }, chunks: [{ text: 'slow down' }], end: 'close' };
  const second_reply = { chunks: [{ text: 'ok' }], end: 'close' };
  await withCases({ again: { reply, second_reply } }, async ({ server, ask }) => {
    const status = async () => (await ask('again', { method: 'POST', body: '{}' })).status;
    assert.deepEqual([await status(), await status(), await status()], [429, 200, 200]);
    await fetch(`${server.url}/_seen/acme/again`, { method: 'DELETE' });
    assert.deepEqual([await status(), await status()], [429, 200]);
  });
});

test('preflights are granted and counted apart; a case may keep its reply from pages', async () => {
  const cases = {
    closed: { reply: { headers: { 'Access-Control-Allow-Origin': null }, chunks: [{ text: 'x' }], end: 'close' } },
  };
  await withCases(cases, async ({ ask, seen }) => {
    const preflight = await ask('closed', {
      method: 'OPTIONS',
      headers: { 'access-control-request-headers': 'authorization, x-api-key', 'access-control-request-method': 'POST' },
    });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get('access-control-allow-headers'), 'authorization, x-api-key');
    assert.equal((await ask('closed')).headers.get('access-control-allow-origin'), null);
    const { requests, preflights } = await seen('closed');
    assert.deepEqual([requests.length, preflights], [1, 1]);
  });
});

test('the list has every case whole; an unknown one is a 404', async () => {
  const one = { reply: { chunks: [{ text: 'x' }], end: 'close' }, expect: { text: 'x' } };
  await withCases({ b: one, a: one }, async ({ server }) => {
    const list = await (await fetch(`${server.url}/_cases`)).json();
    assert.deepEqual(list.map((c) => [c.provider, c.stem, c.path, c.fixture.expect.text]), [
      ['acme', 'a', 'acme/a', 'x'],
      ['acme', 'b', 'acme/b', 'x'],
    ]);
    for (const path of ['/', '/acme', '/acme/none/v1', '/_seen/acme/none', '/other/a']) {
      assert.equal((await fetch(server.url + path)).status, 404, path);
    }
  });
});

for (const [what, reply, words] of [
  ['no reply', undefined, /acme\/bad\.json: there is no reply/],
  ['an unknown end', { chunks: [], end: 'stop' }, /acme\/bad\.json: no end of a reply: "stop"/],
  ['a chunk of two kinds', { chunks: [{ text: 'a', base64: 'YQ==' }], end: 'close' }, /chunk 0 needs one of/],
  ['an empty chunk', { chunks: [{ text: 'a' }, { text: '' }], end: 'close' }, /chunk 1 is empty/],
  ['no status', { status: 'ok', chunks: [], end: 'close' }, /no status of a reply: ok/],
]) {
  test(`a case with ${what} is refused by its name`, async () => {
    await assert.rejects(withCases({ bad: { reply } }, () => {}), words);
  });
}

test('the program says its port, and clearly that a port is taken', async () => {
  const other = createServer();
  await new Promise((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  try {
    const program = fileURLToPath(new URL('server.mjs', import.meta.url));
    const { port } = other.address();
    const run = spawnSync(process.execPath, [program, String(port)], { encoding: 'utf8', timeout: 20_000 });
    assert.equal(run.status, 1);
    assert.match(run.stderr, new RegExp(`port ${port} of 127.0.0.1 is taken`));
  } finally {
    await new Promise((resolve) => { other.close(resolve); });
  }
});
