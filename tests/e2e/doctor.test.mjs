// The connection doctor: every cause that a machine can produce is produced here and has to be named rightly.
//
// Not produced, each decided and tested natively (tests/native/doctor.rs) from the same facts:
// - a server on the internet with a certificate that has run out: the page gets the same silence as from a server that
//   speaks no TLS at all, which is produced here;
// - a firewall that drops packets: silence too, only later;
// - browsers other than Chromium that keep https pages from this machine (BrowserBlocks): there is one browser here.
// No request leaves this machine: providers in the cloud are played by a local server under their name.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { certificate } from './lib/certificate.mjs';
import { copied } from './lib/files.mjs';
import { shown, withSite } from './lib/fixture.mjs';
import { serveLlm } from './lib/llm_server.mjs';

const KEY = 'sk-canary-doctor-9c';
const CALL = { calls: [{ name: /colour/, arguments: { colour: 'blue' } }], usage: [61, 9] };
/** Chromium's own lines about requests that a test makes fail on purpose. */
const NETWORK = /Failed to load resource|blocked by CORS policy|net::ERR_|Mixed Content/;

/** Words of each cause and of its remedy. */
const SAYS = {
  offline: /The browser is offline/,
  mixed: /served over https may not call an address with http/,
  insecure: /opened over plain http from another machine/,
  denied: /told not to let this page reach this machine/,
  undecided: /asks before it lets this page reach this machine/,
  name: /no such name \(DNS\)/,
  listening: /Nothing listens there/,
  blocked: /browser or an extension keeps pages from this machine/,
  tls: /encryption fails \(TLS\)/,
  preflight: (header) => new RegExp(`does not allow the header ${header}`),
  ollama: /Ollama is running, but refuses/,
  noCors: /does not allow calls from this page \(CORS\)/,
  hidden: /answering with an error that it keeps from pages/,
};

/** Settings with the form open and filled in. */
async function withForm({ server, key = KEY, url, model = 'scripted', args, at = (site) => site.url, ...options }, body) {
  const llm = await serveLlm({ key: KEY, script: () => CALL, ...server });
  try {
    await withSite({ ...options, ...(args && { args: (site) => args(site, llm) }) }, async (f) => {
      f.noise.allow(NETWORK);
      await f.page.goto(`${at(f.site)}?page=settings`);
      await shown(f.page);
      await f.page.locator('.settings-body .btn', { hasText: /Add an endpoint|添加端点/ }).click();
      await f.page.locator('#endpoint-url').fill(url ?? llm.url);
      await f.page.locator('#endpoint-model').fill(model);
      await f.page.locator('#endpoint-key').fill(key);
      await body({ ...f, llm, origin: new URL(f.site.url).origin });
      const asked = llm.requests.filter((request) => request.authorization !== null);
      assert.ok(asked.every((r) => Array.isArray(r.body?.messages)), 'the key is in no request but the real one');
      assert.ok(llm.requests.every((r) => r.headers.cookie === undefined && r.headers.referer === undefined));
      assert.deepEqual(llm.state.slips, []);
    });
  } finally {
    await llm.close();
  }
}

/** Presses the form's button and waits for the end: `{ title, causes, states }`. */
async function examine(page) {
  // The report of an earlier examination is not the one waited for.
  await page.locator('.doctor-how').evaluateAll((old) => old.forEach((one) => one.setAttribute('data-old', '')));
  await page.locator('.endpoint-form .endpoint-buttons .btn', { hasText: /^(Test connection|测试连接)$/ }).click();
  return reported(page);
}

async function reported(page) {
  const form = page.locator('.endpoint-form');
  await form.locator('.doctor-how:not([data-old])').waitFor({ timeout: 30_000 });
  const title = await form.locator('.doctor-verdict > .badge').or(form.locator('.endpoint-answers > .badge')).innerText();
  const causes = await form.locator('.doctor-causes > li').allInnerTexts();
  const states = await form.locator('.doctor-checks .badge').allTextContents();
  return { title: title.trim(), causes, states: states.map((state) => state.trim()) };
}

/** The one cause is this. */
function found({ title, causes }, words) {
  assert.equal(title, 'Cause found');
  assert.equal(causes.length, 1);
  assert.match(causes[0], words);
}

/** One of these it is, in this order. */
function oneOf({ title, causes }, all) {
  assert.match(title, /^One of these/);
  assert.equal(causes.length, all.length, causes.join('\n'));
  all.forEach((words, n) => assert.match(causes[n], words));
}

/** A port of this machine at which nothing listens. */
async function closedPort() {
  const server = createServer();
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port } = server.address();
  await new Promise((resolve) => { server.close(resolve); });
  return port;
}

test('a good connection takes one request, and says which checks were not needed', async () => {
  await withForm({}, async ({ page, llm, shot }) => {
    const report = await examine(page);
    assert.equal(report.title, 'Works');
    assert.deepEqual(report.states, ['passed', 'skipped', 'passed', 'skipped', 'skipped', 'skipped', 'skipped']);
    assert.equal(llm.requests.length, 1);
    await shot('doctor-good');
    await page.locator('.doctor .sent summary').first().click();
    const raw = page.locator('.doctor .raw');
    assert.equal(await raw.count(), 1);
    const sent = await raw.innerText();
    assert.match(sent, /POST http[^]*\/v1\/chat\/completions[^]*Authorization: \[key\]/);
    assert.match(await raw.locator('pre').nth(1).textContent(), /report_colour/);
    assert.ok(!(await page.locator('.doctor').textContent()).includes(KEY));
  });
});

test('offline', async () => {
  await withForm({ url: 'https://doctor.invalid/v1' }, async ({ page, context }) => {
    await context.setOffline(true);
    const report = await examine(page);
    found(report, SAYS.offline);
    assert.deepEqual(report.states.slice(0, 4), ['failed', 'skipped', 'failed', 'skipped']);
    await context.setOffline(false);
  });
});

test('an unknown name is one of three causes that a browser does not tell apart', async () => {
  await withForm({ url: 'https://doctor.invalid/v1' }, async ({ page }) => {
    oneOf(await examine(page), [SAYS.name, SAYS.listening, SAYS.tls]);
  });
});

test('a refused connection on this machine', async () => {
  await withForm({ url: `http://127.0.0.1:${await closedPort()}/v1`, key: '' }, async ({ page }) => {
    const report = await examine(page);
    oneOf(report, [SAYS.listening, SAYS.blocked]);
    assert.match(report.causes[0], /Start the server, and check its port/);
    assert.match(report.causes[1], /switch the shield or blocker off/);
  });
});

test('https spoken to a server that speaks http', async () => {
  await withForm({}, async ({ page, llm }) => {
    await page.locator('#endpoint-url').fill(llm.url.replace('http:', 'https:'));
    oneOf(await examine(page), [SAYS.listening, SAYS.tls, SAYS.blocked]);
  });
});

test('a refused preflight is told by a request that needs none, with the header to allow', async () => {
  await withForm({ server: { allowHeaders: '' } }, async ({ page, llm, shot }) => {
    const all = await examine(page);
    found(all, SAYS.preflight('Content-Type'));
    assert.match(all.causes[0], /Access-Control-Allow-Headers: Content-Type, Authorization/);
    assert.deepEqual(all.states.slice(2), ['failed', 'passed', 'passed', 'failed', 'skipped']);
    await shot('doctor-preflight');
    llm.state.allowHeaders = 'content-type';
    const one = await examine(page);
    found(one, SAYS.preflight('Authorization'));
    assert.match(one.causes[0], /Access-Control-Allow-Headers: Content-Type, Authorization/);
  });
});

test('replies without CORS headers, with the lines for each server and this page’s origin', async () => {
  await withForm({ server: { cors: false, key: null }, key: '' }, async ({ page, origin }) => {
    const report = await examine(page);
    found(report, SAYS.noCors);
    assert.ok(report.causes[0].includes(`OLLAMA_ORIGINS=${origin} ollama serve`));
    assert.ok(report.causes[0].includes('lms server start --cors'));
    assert.ok(report.causes[0].includes(`llama-server --cors-origins ${origin}`));
    assert.ok(report.causes[0].includes(`--allowed-origins '["${origin}"]'`));
    assert.deepEqual(report.states.slice(2), ['failed', 'passed', 'failed', 'skipped', 'failed']);
  });
});

test('where a key is sent, a refusal without CORS headers may be a hidden error as well', async () => {
  await withForm({ server: { cors: false } }, async ({ page }) => {
    oneOf(await examine(page), [SAYS.noCors, SAYS.hidden]);
  });
});

test('errors alone without CORS headers: a bad key looks like a refusal, and is named first', async () => {
  await withForm({ server: { cors: 'success' }, key: 'sk-wrong-1' }, async ({ page }) => {
    const report = await examine(page);
    oneOf(report, [SAYS.hidden, SAYS.preflight('Content-Type')]);
    assert.match(report.causes[0], /Check the key first/);
  });
});

test('a provider that does answer pages: a hidden error is likelier than a refusal', async () => {
  const args = (_, llm) => [`--host-resolver-rules=MAP api.scaleway.ai ${new URL(llm.url).host}`];
  await withForm({ server: { cors: false }, url: 'http://api.scaleway.ai/v1', args }, async ({ page, llm }) => {
    const report = await examine(page);
    oneOf(report, [SAYS.hidden, SAYS.noCors]);
    assert.match(report.causes[1], /the provider may not serve web pages at all/);
    assert.ok(llm.requests.length > 0, 'the local server was asked');
  });
});

test('Ollama’s 403 to pages it was not told of, with its very line', async (t) => {
  const free = await new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(11_434, '127.0.0.1', () => server.close(() => resolve(true)));
  });
  if (!free) return t.skip('something listens at Ollama’s port');
  await withForm({ server: { port: 11_434, origins: [], key: null }, key: '' }, async ({ page, origin, shot, context, llm }) => {
    const report = await examine(page);
    found(report, SAYS.ollama);
    assert.ok(report.causes[0].includes(`OLLAMA_ORIGINS=${origin} ollama serve`));
    assert.ok(report.causes[0].includes(`setx OLLAMA_ORIGINS "${origin}"`));
    await shot('doctor-ollama');
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy the line for Terminal' }).click();
    assert.equal(await copied(page, /OLLAMA/), `OLLAMA_ORIGINS=${origin} ollama serve`);
    await page.getByText('What was checked').click();
    await page.getByRole('button', { name: 'Copy this report' }).click();
    await copied(page, /Ollama is running, but refuses[^]*A server answers at this address at all: passed/);
    llm.state.origins = [origin];
    assert.equal((await examine(page)).title, 'Works', 'once it was told');
  });
});

test('a key that is missing, and one that is wrong', async () => {
  await withForm({ key: '' }, async ({ page }) => {
    const missing = await examine(page);
    found(missing, /wants a key, and none is held/);
    await page.locator('#endpoint-key').fill('sk-wrong-1');
    const wrong = await examine(page);
    found(wrong, /did not accept the key/);
    assert.match(wrong.causes[0], /the server was started with/);
    await page.getByRole('button', { name: 'Check the key' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'endpoint-key');
  });
});

test('a missing model: those that exist are offered, the nearest first, and one press mends it', async () => {
  const models = ['llama3.1:8b', 'qwen2.5:7b', 'qwen2.5:14b'];
  await withForm({ server: { models }, model: 'qwen2.5-7b' }, async ({ page, shot }) => {
    found(await examine(page), /does not know this model/);
    const offered = await page.locator('.doctor-models option').allTextContents();
    assert.deepEqual(offered, ['qwen2.5:14b', 'qwen2.5:7b', 'llama3.1:8b']);
    await shot('doctor-model');
    await page.locator('.doctor-models select').selectOption('qwen2.5:14b');
    await page.getByRole('button', { name: 'Use this model' }).click();
    await page.getByText(/The model called the function/).waitFor();
    assert.equal(await page.locator('#endpoint-model').inputValue(), 'qwen2.5:14b');
  });
});

test('no tool support: told by an error, or by an answer in words', async () => {
  await withForm({ server: { fault: 'no_tools' } }, async ({ page, llm }) => {
    const refused = await examine(page);
    found(refused, /cannot call functions/);
    assert.match(refused.causes[0], /llama-server -m model\.gguf --jinja/);
    assert.match(refused.causes[0], /--enable-auto-tool-choice --tool-call-parser hermes/);
    Object.assign(llm.state, { fault: null, script: () => ({ text: 'The sky is blue.' }) });
    const talked = await examine(page);
    found(talked, /answered in words and did not call the function/);
    assert.match(talked.causes[0], /--enable-auto-tool-choice/);
  });
});

test('no streaming: it works, and says what is missing', async () => {
  await withForm({ server: { fault: 'whole' } }, async ({ page }) => {
    const report = await examine(page);
    assert.equal(report.title, 'Works');
    await page.getByText(/The reply came in one piece/).waitFor();
    await page.getByText(/switch its buffering off/).waitFor();
  });
  // Two calls in one piece are still one piece.
  const twice = { calls: [...CALL.calls, ...CALL.calls] };
  await withForm({ server: { fault: 'whole', script: () => twice } }, async ({ page }) => {
    assert.equal((await examine(page)).title, 'Works');
    await page.getByText(/The reply came in one piece/).waitFor();
  });
});

for (const [fault, words, button] of [
  ['html', /probably a web page/, 'Check the address'],
  ['other_json', /not a chat completion/, 'Check the address'],
  ['rate_limit', /takes no more requests for the moment/, 'Try again in 2 s'],
  ['quota', /credit or quota of this key is used up/, 'Try again'],
  ['redirect', /The address redirects elsewhere/, 'Check the address'],
  ['down', /The endpoint failed/, 'Try again'],
]) {
  test(`the endpoint's own failure: ${fault}`, async () => {
    await withForm({ server: { fault } }, async ({ page, llm }) => {
      found(await examine(page), words);
      await page.getByRole('button', { name: button }).waitFor();
      assert.ok(!llm.requests.some((r) => r.path === '/elsewhere'), 'no redirect is followed');
    });
  });
}

test('a wrong path, with and without one to suggest', async () => {
  await withForm({}, async ({ page, llm }) => {
    await page.locator('#endpoint-url').fill(`${llm.origin}/v2`);
    found(await examine(page), /not at this path/);
    assert.equal(await page.getByRole('button', { name: /^Use http/ }).count(), 0);
    await page.locator('#endpoint-url').fill(llm.origin);
    found(await examine(page), /not at this path/);
    await page.getByRole('button', { name: `Use ${llm.url}` }).click();
    await page.getByText(/The model called the function/).waitFor();
  });
});

test('a server that never answers: the time is up', async () => {
  await withForm({ server: { fault: 'mute' } }, async ({ page, llm }) => {
    // The page's own timers run ahead, so that nobody waits two minutes.
    await page.clock.install();
    await page.locator('.endpoint-form .endpoint-buttons .btn', { hasText: /^Test connection$/ }).click();
    for (let n = 0; n < 100 && llm.requests.length === 0; n += 1) await new Promise((resolve) => { setTimeout(resolve, 50); });
    assert.equal(llm.requests.length, 1);
    await page.clock.fastForward(121_000);
    const report = await reported(page);
    found(report, /No reply came for a long time/);
    assert.match(report.causes[0], /Wait until the server has loaded the model/);
  });
});

test('the progress is shown and can be cancelled, from the list of connections too', async () => {
  await withForm({ server: { fault: 'mute' } }, async ({ page, llm, shot }) => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const row = page.locator('.endpoint');
    await row.getByRole('button', { name: 'Test scripted' }).click();
    await row.getByRole('status').getByText(/Asking the model/).waitFor();
    assert.deepEqual(await row.locator('.doctor-checks .badge').allTextContents(), ['passed', 'skipped', 'running', 'waiting', 'waiting', 'waiting', 'waiting']);
    await shot('doctor-progress');
    await row.getByRole('button', { name: 'Cancel' }).click();
    await row.locator('.doctor-checks').waitFor({ state: 'detached' });
    for (let n = 0; n < 50 && !llm.requests[0]?.aborted; n += 1) await page.waitForTimeout(100);
    assert.equal(llm.requests[0].aborted, true);
    llm.state.fault = null;
    await row.getByRole('button', { name: 'Test scripted' }).click();
    await row.getByText(/The model called the function/).waitFor();
    assert.equal(llm.requests.at(-1).authorization, `Bearer ${KEY}`, 'the key of the row');
    llm.state.key = 'another';
    await row.getByRole('button', { name: 'Test scripted' }).click();
    await row.getByRole('button', { name: 'Check the key' }).click();
    await page.locator('#endpoint-key').waitFor();
  });
});

/** As `withForm`, on an https page that Chromium takes for one on the internet. */
async function withPublicForm(t, options, body) {
  const tls = await certificate();
  if (!tls) return t.skip('no openssl to make a certificate with');
  const args = (site) => [
    '--ignore-certificate-errors',
    `--ip-address-space-overrides=127.0.0.1:${new URL(site.url).port}=public`,
  ];
  return withForm({ ...options, tls, args, ignoreHTTPSErrors: true }, body);
}

/** Sets the permission as a person would in the site's settings. */
async function setPermission(page, context, origin, setting) {
  const session = await context.newCDPSession(page);
  for (const name of ['loopback-network', 'local-network', 'local-network-access']) {
    await session.send('Browser.setPermission', { permission: { name }, setting, origin }).catch(() => {});
  }
  // The session stays open: what it has set ends with it.
}

test('mixed content: an https page and a plain http address that is not local', async (t) => {
  await withPublicForm(t, { url: 'http://doctor.invalid/v1' }, async ({ page }) => {
    const report = await examine(page);
    found(report, SAYS.mixed);
    assert.match(report.causes[0], /Use the https address/);
  });
});

test('a page opened by plain http from elsewhere is kept from this machine without being asked', async () => {
  const args = (site) => [
    '--host-resolver-rules=MAP site.test 127.0.0.1',
    `--ip-address-space-overrides=127.0.0.1:${new URL(site.url).port}=public`,
  ];
  const at = (site) => site.url.replace('127.0.0.1', 'site.test');
  await withForm({ args, at }, async ({ page, llm }) => {
    oneOf(await examine(page), [SAYS.insecure, SAYS.listening, SAYS.blocked]);
    assert.equal(llm.requests.length, 0, 'nothing reached the server');
  });
});

test('local network permission: denied is named, granted works', async (t) => {
  await withPublicForm(t, {}, async ({ page, context, origin, llm, shot }) => {
    await setPermission(page, context, origin, 'denied');
    const report = await examine(page);
    found(report, SAYS.denied);
    assert.match(report.causes[0], /site settings/);
    assert.deepEqual(report.states.slice(0, 4), ['passed', 'failed', 'failed', 'failed']);
    assert.equal(llm.requests.length, 0, 'nothing reached the server');
    await shot('doctor-denied');
    await setPermission(page, context, origin, 'granted');
    const works = await examine(page);
    assert.equal(works.title, 'Works');
    assert.equal(works.states[1], 'passed');
  });
});

test('local network permission: not answered, then refused', async (t) => {
  await withPublicForm(t, {}, async ({ page, context, origin, llm }) => {
    // As where the browser's question was closed: the permission stays where it was, and the request fails.
    await setPermission(page, context, origin, 'prompt');
    const open = await examine(page);
    oneOf(open, [SAYS.undecided, SAYS.listening, SAYS.blocked]);
    assert.match(open.causes[0], /choose Allow when the browser asks/);
    assert.equal(llm.requests.length, 0, 'nothing reached the server');
  });
  await withPublicForm(t, {}, async ({ page }) => {
    // A headless browser that was told nothing refuses by itself, when it is asked.
    const report = await examine(page);
    found(report, SAYS.denied);
    assert.equal(report.states[1], 'failed');
  });
});

for (const [width, viewport] of Object.entries({ 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } })) {
  for (const colorScheme of ['light', 'dark']) {
    for (const locale of ['en', 'zh-CN']) {
      test(`pictures of the report at ${width} px, ${colorScheme}, ${locale}`, async () => {
        const options = { server: { cors: false }, viewport, colorScheme, locale };
        await withForm(options, async ({ page, shot, llm }) => {
          await examine(page);
          await page.locator('.doctor-how summary').click();
          await page.locator('.doctor-verdict').scrollIntoViewIfNeeded();
          await page.locator('.doctor-how').scrollIntoViewIfNeeded();
          await shot(`doctor-one-of-${width}-${colorScheme}-${locale.slice(0, 2)}`);
          Object.assign(llm.state, { cors: true, models: ['qwen2.5:7b', 'llama3.1:8b'] });
          await examine(page);
          await page.locator('.doctor-verdict').scrollIntoViewIfNeeded();
          await shot(`doctor-model-${width}-${colorScheme}-${locale.slice(0, 2)}`);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
        });
      });
    }
  }
}
