// Runs against an OpenAI-compatible endpoint: a whole run over SSE, and every way it can fail, the run kept.
import test from 'node:test';
import assert from 'node:assert/strict';
import { copied } from './lib/files.mjs';
import { shown, withSite } from './lib/fixture.mjs';
import { ended, openAsk, run, runId, states, stored, storedEvent, storedPause } from './lib/ask.mjs';
import { serveLlm } from './lib/llm_server.mjs';

const KEY = 'sk-canary-run-55';
const QUESTION = 'How far apart are Paris and Tokyo in kilometers?';
const NETWORK = /Failed to load resource|blocked by CORS policy|net::ERR_/;
const ASKS = { text: 'I look up the distance.', calls: [{ name: /distance_between/, arguments: { origin: 'Paris', destination: 'Tokyo' } }], usage: [900, 20] };
const ANSWERS = { text: 'It is known now.', calls: [{ name: 'Finish', arguments: { return_type: 'give_answer', final_answer: 'About 9,710 km.' } }], usage: [950, 25] };

async function withRun({ server, key = KEY, url }, body) {
  const llm = await serveLlm(server);
  try {
    await withSite({}, async (f) => {
      await f.page.goto(`${f.site.url}?page=settings`);
      await shown(f.page);
      await f.page.getByRole('button', { name: 'Add an endpoint' }).click();
      await f.page.getByLabel('Base URL').fill(url ?? llm.url);
      await f.page.getByLabel('Model', { exact: true }).fill('scripted');
      await f.page.getByLabel('API key').fill(key);
      await f.page.getByRole('button', { name: 'Save', exact: true }).click();
      await f.page.getByText('Saved.').first().waitFor();
      // The key is held until the page is left: go on by the page's own links.
      await f.page.getByRole('link', { name: 'Ask' }).first().click();
      await f.page.locator('#model').selectOption({ label: 'scripted' });
      await f.page.locator('#question').fill(QUESTION);
      await run(f.page);
      await body({ ...f, llm });
      assert.deepEqual(llm.state.slips, []);
    });
  } finally {
    await llm.close();
  }
}

test('a scripted endpoint drives a run over SSE, and the key is nowhere but in its header', async () => {
  await withRun({ server: { key: KEY, script: [ASKS, ANSWERS], pauseMs: 15 } }, async ({ page, llm }) => {
    assert.equal(await ended(page), 'About 9,710 km.');
    assert.deepEqual(await states(page), ['question', 'open', 'answered']);
    assert.deepEqual(llm.requests.map((r) => r.authorization), [`Bearer ${KEY}`, `Bearer ${KEY}`]);
    assert.ok(llm.requests[1].body.messages.some((m) => m.role === 'tool' && m.content.includes('kilometers')));
    const run = await stored(page, runId(page));
    assert.equal(run.head.summary.tokens, 1895);
    assert.ok(!JSON.stringify(run).includes(KEY));
    assert.ok(!page.url().includes(KEY));
    assert.ok(!(await page.locator('body').innerHTML()).includes(KEY));
  });
});

for (const [name, options, words] of [
  ['a wrong key', { server: { key: KEY, script: () => ASKS }, key: 'sk-wrong-1' }, /did not accept the key/],
  ['a dead endpoint', { server: {}, url: 'http://127.0.0.1:1/v1' }, /server|running|reach/i],
  ['a web page instead of JSON', { server: { key: KEY, fault: 'html', script: () => ASKS } }, /probably a web page/],
]) {
  test(`${name} is explained and the run is kept`, async () => {
    await withRun(options, async ({ page, site, noise }) => {
      noise.allow(NETWORK);
      await page.locator('.error-banner, [role="alert"]').getByText(words).first().waitFor({ timeout: 30_000 });
      const id = runId(page);
      await storedEvent(page, id, 'model_failed');
      await page.goto(`${site.url}?page=runs`);
      await page.locator(`[data-run="${id}"]`).getByText('Not finished').waitFor();
    });
  });
}

test('a stream that breaks off is tried again, then explained; Try again goes on with the same run', async () => {
  const script = (_, n) => (n < 4 ? { ...ASKS, fault: 'cut' } : n === 4 ? ASKS : ANSWERS);
  await withRun({ server: { key: KEY, script } }, async ({ page, noise }) => {
    noise.allow(NETWORK);
    await page.getByText(/broke off in the middle/).first().waitFor({ timeout: 30_000 });
    const again = page.getByRole('button', { name: 'Try again' });
    await again.waitFor({ timeout: 40_000 });
    const id = runId(page);
    const { events } = await storedPause(page, id);
    assert.equal(events.at(-1).type, 'paused', 'the run is kept as far as it came');
    await again.click();
    assert.equal(await ended(page), 'About 9,710 km.');
    assert.equal(runId(page), id);
    assert.deepEqual((await stored(page, id)).events.slice(0, events.length), events);
  });
});

test('Stop aborts a request and keeps what had come', async () => {
  await withRun({ server: { key: KEY, script: () => ({ ...ASKS, text: 'A long thought. '.repeat(40) }), pauseMs: 200 } }, async ({ page, llm }) => {
    // The card shows the end of what has come, the inspector all of it.
    await page.locator('.card[data-state="awaited"]').getByText(/^….*thought/).waitFor();
    await page.locator('.arriving').getByText(/^(A long thought\. ){3}/).waitFor();
    // By keyboard: the page moves while text arrives.
    await page.getByRole('button', { name: 'Stop' }).press('Enter');
    assert.match(await ended(page), /You stopped this run/);
    for (let i = 0; i < 100 && !llm.requests[0].aborted; i += 1) await page.waitForTimeout(100);
    assert.equal(llm.requests[0].aborted, true);
    const { events } = await stored(page, runId(page));
    assert.match(events.find((event) => event.type === 'model_stopped').partial, /A long thought/);
    await page.locator('.card').first().click();
    await page.locator('.cut-reply').getByText(/A long thought/).waitFor();
  });
});

test('the raw request and reply of a step can be seen and copied as curl, without the key', async () => {
  await withRun({ server: { key: KEY, script: [ASKS, ANSWERS] } }, async ({ page, context, site, shot }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(site.url).origin });
    await ended(page);
    await page.locator('.card[data-state="open"]').first().click();
    await page.getByText('Raw requests and replies').click();
    const raw = page.locator('.raw').first();
    await raw.getByText('HTTP 200').waitFor();
    await raw.getByText('Request', { exact: true }).click();
    await raw.getByText('Reply', { exact: true }).click();
    const text = await raw.innerText();
    assert.match(text, /POST http:\/\/127\.0\.0\.1:\d+\/v1\/chat\/completions/);
    assert.match(text, /Authorization: \[key\]/);
    assert.match(text, /"tools"/);
    assert.match(text, /data: \{/);
    assert.ok(!text.includes(KEY));
    await shot('raw-exchange');
    await raw.getByRole('button', { name: 'Copy as curl' }).click();
    const curl = await copied(page, /^curl /);
    assert.match(curl, /\$API_KEY/);
    assert.ok(!curl.includes(KEY));
    // It outlives the page.
    await page.goto(`${site.url}?page=ask&run=${runId(page)}`);
    await page.locator('.card[data-state="open"]').first().click();
    await page.getByText('Raw requests and replies').click();
    await page.locator('.raw').first().getByText('HTTP 200').waitFor();
  });
});

test('a wrong key: the button leads to its endpoint, and the same run goes on with the right one', async () => {
  await withRun({ server: { key: KEY, script: [ASKS, ANSWERS] }, key: 'sk-wrong-1' }, async ({ page, noise }) => {
    noise.allow(NETWORK);
    await page.getByRole('button', { name: 'Check the key' }).click({ timeout: 30_000 });
    await page.getByRole('form', { name: /scripted/ }).waitFor();
    await page.getByLabel('API key').fill(KEY);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').first().waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Try again' }).click();
    assert.equal(await ended(page), 'About 9,710 km.');
  });
});
