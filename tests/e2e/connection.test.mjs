// Model endpoints in Settings, against a scripted server: what works, every way to fail, and where the key goes.
import test from 'node:test';
import assert from 'node:assert/strict';
import { shown, withSite } from './lib/fixture.mjs';
import { serveLlm } from './lib/llm_server.mjs';

const KEY = 'sk-canary-7d1f0c';
const CALL = { calls: [{ name: /colour/, arguments: { colour: 'blue' } }], usage: [61, 9] };
/** Chromium's own lines about requests that a test makes fail on purpose. */
const NETWORK = /Failed to load resource|blocked by CORS policy|net::ERR_/;

/** Settings with the form open and filled in. */
async function withForm({ server, base, key = KEY, url, model = 'scripted', ...options }, body) {
  const llm = await serveLlm(server);
  try {
    await withSite({ base, ...options }, async (f) => {
      await f.page.goto(`${f.site.url}?page=settings`);
      await shown(f.page);
      await f.page.getByRole('button', { name: 'Add an endpoint' }).click();
      await fill(f.page, { url: url ?? llm.url, model, key });
      await body({ ...f, llm, form: f.page.getByRole('form', { name: /endpoint/i }) });
      assert.deepEqual(llm.state.slips, []);
    });
  } finally {
    await llm.close();
  }
}

async function fill(page, { url, model, key }) {
  await page.getByLabel('Base URL').fill(url);
  await page.getByLabel('Model', { exact: true }).fill(model);
  await page.getByLabel('API key').fill(key);
}

const testButton = (page) => page.getByRole('button', { name: 'Test connection' });

async function says(page, pattern) {
  const found = page.getByText(pattern).first();
  await found.waitFor({ timeout: 20_000 });
}

test('a good endpoint is tested: streamed call, token counts, key in one header', async () => {
  await withForm({ server: { key: KEY, script: [CALL] } }, async ({ page, llm, shot }) => {
    await testButton(page).click();
    await says(page, /The model called the function it was offered/);
    await says(page, /Tokens: 61 sent, 9 received/);
    await says(page, /Answered as scripted/);
    const [asked] = llm.requests;
    assert.equal(asked.authorization, `Bearer ${KEY}`);
    assert.equal(asked.body.stream, true);
    assert.deepEqual(asked.body.stream_options, { include_usage: true });
    assert.equal(asked.body.tools[0].function.name, 'report_colour');
    assert.equal(asked.headers.cookie, undefined);
    assert.equal(asked.headers.referer, undefined);
    await shot('connection-good');
  });
});

for (const [fault, expect, remedy] of [
  ['html', /probably a web page/, 'Check the address'],
  ['cut', /The reply broke off in the middle/, 'Try again'],
  ['rate_limit', /takes no more requests for the moment/, 'Try again in 2 s'],
  ['error_in_stream', /The endpoint failed/, 'Try again'],
  ['down', /The endpoint failed/, 'Try again'],
  ['no_tools', /cannot call functions/, 'Check the model'],
  ['too_long', /longer than this model can read/, 'Change the limits'],
]) {
  test(`a failing endpoint is explained: ${fault}`, async () => {
    await withForm({ server: { key: KEY, fault, script: () => CALL } }, async ({ page, noise }) => {
      noise.allow(NETWORK);
      await testButton(page).click();
      await says(page, expect);
      await page.getByRole('button', { name: remedy }).waitFor();
    });
  });
}

test('a wrong key is named, leads to the key field, and its echo is taken out', async () => {
  const wrong = 'sk-wrong-canary-1';
  await withForm({ server: { key: KEY, script: [CALL] }, key: wrong }, async ({ page, noise }) => {
    noise.allow(NETWORK);
    await testButton(page).click();
    await says(page, /did not accept the key/);
    await page.getByText('Details').click();
    await says(page, /Incorrect API key provided: \[key\]/);
    assert.ok(!(await page.locator('body').innerText()).includes(wrong));
    await page.getByRole('button', { name: 'Check the key' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'endpoint-key');
  });
});

test('a dead endpoint, one that allows no pages, and a redirect each say what they are', async () => {
  await withForm({ server: { key: KEY, script: () => CALL } }, async ({ page, noise, llm }) => {
    noise.allow(NETWORK);
    llm.state.cors = false;
    await testButton(page).click();
    await says(page, /does not allow calls from this page \(CORS\)/);
    llm.state.cors = true;
    llm.state.fault = 'redirect';
    await testButton(page).click();
    await says(page, /The address redirects elsewhere/);
    assert.ok(!llm.requests.some((r) => r.path === '/elsewhere'), 'the redirect was not followed');
    await page.getByLabel('Base URL').fill('http://127.0.0.1:1/v1');
    await testButton(page).click();
    await says(page, /Nothing listens there/);
  });
});

test('a base URL without /v1 is mended by one press', async () => {
  await withForm({ server: { key: KEY, script: () => CALL } }, async ({ page, noise, llm }) => {
    noise.allow(NETWORK);
    await page.getByLabel('Base URL').fill(llm.origin);
    await testButton(page).click();
    await says(page, /not at this path/);
    await page.getByRole('button', { name: `Use ${llm.url}` }).click();
    await says(page, /The model called the function/);
  });
});

test('an endpoint that refuses a field is asked again without it; a whole reply is read too', async () => {
  await withForm({ server: { key: KEY, fault: 'picky', script: () => CALL } }, async ({ page, noise, llm }) => {
    noise.allow(NETWORK);
    await testButton(page).click();
    await says(page, /The model called the function/);
    assert.deepEqual(llm.requests.map((r) => 'stream_options' in r.body), [true, false]);
    llm.state.fault = 'whole';
    await testButton(page).click();
    await says(page, /The reply came in one piece/);
  });
});

test('a test can be stopped, and the server notices', async () => {
  await withForm({ server: { key: KEY, fault: 'hang', script: () => CALL } }, async ({ page, llm, form }) => {
    await testButton(page).click();
    await says(page, /Asking the model/);
    await form.locator('.endpoint-outcome').getByRole('button', { name: 'Cancel' }).click();
    // It may stand in two places while it goes.
    for (let i = 0; i < 50 && (await page.getByText(/Asking the model/).count()) > 0; i += 1) await page.waitForTimeout(100);
    assert.equal(await page.getByText(/Asking the model/).count(), 0);
    for (let i = 0; i < 50 && !llm.requests[0]?.aborted; i += 1) await page.waitForTimeout(100);
    assert.equal(llm.requests[0].aborted, true);
  });
});

test('what cannot be an endpoint is refused in words before anything is sent', async () => {
  await withForm({ server: {}, url: 'https://me:pw@example.com', model: '', key: 'sk with space' }, async ({ page, llm }) => {
    await testButton(page).click();
    await says(page, /Take the user name or password out/);
    await says(page, /Type the model's name/);
    await page.getByLabel('Base URL').fill(llm.url);
    await says(page, /The key holds a space/);
    assert.equal(await page.getByLabel('Base URL').getAttribute('aria-invalid'), null);
    assert.equal(llm.requests.length, 0);
  });
});

/** Everything the browser keeps for this site, as one text. */
const kept = (page) => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));

test('an endpoint outlives the reload; its key only where the person said so', async () => {
  await withForm({ server: { key: KEY, script: () => CALL } }, async ({ page, llm }) => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const row = page.getByRole('listitem').filter({ hasText: llm.url });
    await row.getByText('Key held until the page is left').waitFor();
    assert.ok(!(await kept(page)).includes(KEY), 'memory means memory');

    await page.reload();
    await shown(page);
    await row.getByText('No key').waitFor();
    await page.getByRole('button', { name: 'Edit scripted' }).click();
    await page.getByLabel('API key').fill(KEY);
    await page.getByLabel('until the tab is closed').check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.reload();
    await shown(page);
    await row.getByText('Key held until the tab is closed').waitFor();
    assert.ok(!(await page.evaluate(() => JSON.stringify({ ...localStorage }))).includes(KEY));

    // The key stays with its origin: another address does not get it.
    await page.getByRole('button', { name: 'Edit scripted' }).click();
    assert.equal(await page.getByLabel('API key').inputValue(), '');
    const other = await serveLlm({ script: () => CALL });
    try {
      await page.getByLabel('Base URL').fill(other.url);
      await testButton(page).click();
      await says(page, /The model called the function/);
      assert.equal(other.requests[0].authorization, null);
    } finally {
      await other.close();
    }
    await page.getByLabel('Base URL').fill(llm.url);
    await page.getByRole('button', { name: 'Forget key' }).click();
    assert.ok(!(await kept(page)).includes(KEY));
    await page.getByRole('button', { name: 'Cancel' }).last().click();
    await page.getByRole('button', { name: 'Remove scripted' }).click();
    await page.getByText('No endpoint yet.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await row.getByText('No key').waitFor();
  });
});

test('the form works in Chinese on a phone', async () => {
  const phone = { viewport: { width: 390, height: 844 }, locale: 'zh-CN' };
  await withSite(phone, async ({ page, site, shot }) => {
    await page.goto(`${site.url}?page=settings`);
    await shown(page);
    await page.getByRole('button', { name: '添加端点' }).click();
    await page.getByRole('button', { name: 'Ollama' }).click();
    assert.equal(await page.getByLabel('基础网址').inputValue(), 'http://localhost:11434/v1');
    await says(page, /密钥由本页面直接发送到 http:\/\/localhost:11434/);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    await shot('connection-phone-zh');
  });
});

test('a preset leaves what was typed, a limit that is none is told of, and a list of models is that of its endpoint', async () => {
  await withForm({ server: { key: KEY, models: ['scripted', 'other'] } }, async ({ page, llm }) => {
    const field = (label) => page.getByLabel(label, { exact: true });
    await page.getByRole('button', { name: 'Groq', exact: true }).click();
    // The model was typed for another address.
    assert.deepEqual([await field('Model').inputValue(), await field('Name').inputValue()], ['', 'Groq']);
    await page.getByRole('button', { name: 'vLLM', exact: true }).click();
    await page.getByText(/--enable-auto-tool-choice/).waitFor();
    // At the same address, and spoken to otherwise.
    await page.getByRole('button', { name: 'ToolLLaMA', exact: true }).click();
    assert.equal(await field('Model').inputValue(), 'ToolBench/ToolLLaMA-2-7b-v2');
    await page.getByText(/--enable-auto-tool-choice/).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Groq', exact: true }).click();
    await field('Model').fill('mine');
    await page.getByRole('button', { name: 'Groq', exact: true }).click();
    assert.equal(await field('Model').inputValue(), 'mine');
    await field('Name').fill('My own');
    await page.getByRole('button', { name: 'Mistral', exact: true }).click();
    assert.deepEqual([await field('Model').inputValue(), await field('Name').inputValue()], ['', 'My own']);
    await field('Name').fill('Mistral');
    await fill(page, { url: llm.url, model: 'scripted', key: KEY });
    await page.getByRole('button', { name: 'List its models' }).click();
    await page.locator('#endpoint-models').waitFor();
    await page.locator('#endpoint-protocol').selectOption('anthropic');
    await page.locator('#endpoint-models').waitFor({ state: 'detached' });
    await page.locator('#endpoint-protocol').selectOption('openai');
    await page.locator('.endpoint-limits summary').click();
    for (const [typed, problems] of [['100', 1], ['0', 1], ['1.5', 1], ['64', 0]]) {
      await page.locator('#endpoint-parallel').fill(typed);
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      if (problems === 0) break;
      await page.locator('#endpoint-parallel-problem').getByText(/from 1 to 64/).waitFor();
    }
    await page.getByRole('form').waitFor({ state: 'detached' });
    await page.reload();
    await shown(page);
    await page.getByRole('button', { name: 'Edit Mistral' }).click();
    for (const id of ['endpoint-minute', 'endpoint-context', 'endpoint-output']) {
      const number = page.locator(`#${id}`);
      if (!(await number.isVisible())) await page.locator('.endpoint-limits summary').click();
      await number.fill('many');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.waitForFunction((wanted) => document.activeElement?.id === wanted, id);
      await number.fill('');
    }
    assert.equal(await page.locator('#endpoint-parallel').inputValue(), '64');
  });
});

test('two tabs keep each other’s endpoints', async () => {
  await withSite({}, async ({ page, site, context }) => {
    const other = await context.newPage();
    const add = async (tab, model) => {
      await tab.getByRole('button', { name: 'Add an endpoint' }).click();
      await fill(tab, { url: 'http://127.0.0.1:9/v1', model, key: '' });
      await tab.getByRole('button', { name: 'Save', exact: true }).click();
      await tab.getByRole('form').waitFor({ state: 'detached' });
    };
    for (const tab of [page, other]) {
      await tab.goto(`${site.url}?page=settings`);
      await shown(tab);
    }
    await add(page, 'mine');
    await other.locator('.endpoint').getByText('mine', { exact: true }).first().waitFor();
    await add(other, 'theirs');
    await page.locator('.endpoint').getByText('theirs', { exact: true }).first().waitFor();
    await page.reload();
    await shown(page);
    await page.locator('.endpoint').nth(1).waitFor();
    assert.equal(await page.locator('.endpoint').count(), 2);
  });
});
