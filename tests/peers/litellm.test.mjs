// Runs and connection tests against LiteLLM's proxy, a server that is not ours. What its models say is in litellm/.
import test from 'node:test';
import assert from 'node:assert/strict';
import { shown, withSite } from '../e2e/lib/fixture.mjs';
import { ended, run, runId, states, stored } from '../e2e/lib/ask.mjs';

const URL_BASE = process.env.TOOLGROVE_PEER_LITELLM;
const KEY = process.env.TOOLGROVE_PEER_KEY;
assert.ok(URL_BASE && KEY, 'start these tests with `cargo xtask test peers`');

/** One of the examples on the Ask page. */
const QUESTION = 'How far apart are Paris and Tokyo in kilometers?';
/** Chromium's line about a reply with an error status; nothing about CORS may come. */
const status = (code) => new RegExp(`Failed to load resource: the server responded with a status of ${code}\\b`);

/** Settings with the form of a new endpoint filled in. */
async function withForm({ model, key = KEY }, body) {
  await withSite({}, async (f) => {
    await f.page.goto(`${f.site.url}?page=settings`);
    await shown(f.page);
    await f.page.getByRole('button', { name: 'Add an endpoint' }).click();
    await f.page.getByLabel('Base URL').fill(URL_BASE);
    await f.page.getByLabel('Model', { exact: true }).fill(model);
    await f.page.getByLabel('API key').fill(key);
    await body(f);
  });
}

/** The same, with the connection tested. */
const withTested = (form, body) =>
  withForm(form, async (f) => {
    await f.page.getByRole('button', { name: 'Test connection' }).click();
    await body(f);
  });

/** The endpoint saved and the question asked of it. */
const withRun = (form, body) =>
  withForm(form, async (f) => {
    const { page } = f;
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Saved.').first().waitFor();
    // The key is held until the page is left: go on by the page's own links.
    await page.getByRole('link', { name: 'Ask' }).first().click();
    await page.locator('#model').selectOption({ label: form.model });
    await page.locator('#question').fill(QUESTION);
    await run(page);
    await body(f);
  });

const says = (page, words) => page.getByText(words).first().waitFor({ timeout: 30_000 });

test('the connection test sees a streamed call and the token counts', async () => {
  await withTested({ model: 'searcher' }, async ({ page, shot }) => {
    await says(page, /The model called the function it was offered/);
    await says(page, /Tokens: 61 sent, 9 received/);
    await says(page, /Answered as searcher/);
    assert.equal(await page.getByText(/came in one piece/).count(), 0);
    await shot('peers-litellm-connection');
  });
});

test('a model that only talks, in LiteLLM’s own stream, is said to call nothing', async () => {
  await withTested({ model: 'plain' }, async ({ page }) => {
    await says(page, /did not call the function it was offered/);
    assert.equal(await page.getByText(/came in one piece/).count(), 0);
  });
});

test('a server that refuses to stream is asked again, and its whole reply is read', async () => {
  await withTested({ model: 'whole' }, async ({ page, noise }) => {
    noise.allow(status(400));
    await says(page, /The model called the function it was offered/);
    await says(page, /came in one piece/);
    await says(page, /Tokens: 10 sent, 20 received/);
  });
});

for (const [what, form, code, words, details] of [
  ['a wrong key', { model: 'searcher', key: 'sk-wrong-1' }, 400, /did not accept the key/, /No connected db/],
  ['an unknown model', { model: 'nosuch' }, 400, /does not know this model/, /Invalid model name passed in model=nosuch/],
  ['a server error', { model: 'failing' }, 500, /The endpoint failed/, /mock internal server error/],
  ['a rate limit', { model: 'limited' }, 429, /takes no more requests for the moment/, /mock rate limit error/],
]) {
  test(`${what} is named by the connection test, with LiteLLM’s words`, async () => {
    await withTested(form, async ({ page, noise }) => {
      noise.allow(status(code));
      // The doctor also asks for the models without a key, which the proxy answers without CORS headers.
      noise.allow(/blocked by CORS policy|net::ERR_FAILED/);
      await says(page, words);
      await page.getByText('Details', { exact: true }).click();
      await says(page, details);
      assert.ok(!(await page.locator('body').innerText()).includes(form.key ?? KEY), 'no key is on the page');
    });
  });
}

test('a starter question is answered: a streamed call, its result, Finish; all of it stored, the key nowhere', async () => {
  await withRun({ model: 'searcher' }, async ({ page, shot }) => {
    // The words come one by one: the first stand there while the rest is still to come.
    await page.locator('.arriving').getByText(/^The distance between/).waitFor({ timeout: 30_000 });
    const answer = await ended(page);
    assert.deepEqual(await states(page), ['question', 'open', 'answered']);
    await shot('peers-litellm-run');
    const { head, events } = await stored(page, runId(page));
    const of = (type) => events.filter((event) => event.type === type);

    const replies = of('model_replied');
    assert.deepEqual(replies.map((reply) => reply.message.function_call.name), ['distance_between_for_geo_distance', 'Finish']);
    assert.match(replies[0].message.content, /^The distance between two cities is a fact .* so I call the function for it\.\s*$/);
    assert.deepEqual(JSON.parse(replies[0].message.function_call.arguments), { origin: 'Paris', destination: 'Tokyo' });
    // From LiteLLM's last chunk: the provider's own count, not an estimate.
    assert.deepEqual(replies.map((reply) => reply.usage), [
      { prompt: 812, completion: 17, estimated: false },
      { prompt: 905, completion: 23, estimated: false },
    ]);
    assert.equal(head.summary.tokens, 829 + 928);

    // The answer's number was read out of the observation by the model's side: it went there and came back.
    const [called] = of('api_returned').filter((event) => !event.by_search);
    const km = Math.round(Number(/distance_km\D*([\d.]+)/.exec(called.observation)[1]));
    assert.ok(km > 9_600 && km < 9_800, `${km}`);
    assert.equal(answer, `About ${km} km.`);

    for (const text of [JSON.stringify({ head, events }), page.url(), await page.locator('body').innerHTML()]) {
      assert.ok(!text.includes(KEY));
    }
  });
});

test('a run on a failing model is explained and kept', async () => {
  await withRun({ model: 'failing' }, async ({ page, site, noise }) => {
    noise.allow(status(500));
    await page.locator('.error-banner, [role="alert"]').getByText(/The endpoint failed/).first().waitFor({ timeout: 60_000 });
    const id = runId(page);
    await page.waitForTimeout(400);
    const { events } = await stored(page, id);
    const failed = events.filter((event) => event.type === 'model_failed');
    assert.ok(failed.length > 0);
    assert.match(JSON.stringify(failed[0]), /mock internal server error/);
    await page.goto(`${site.url}?page=runs`);
    await page.locator(`[data-run="${id}"]`).getByText('Not finished').waitFor();
  });
});
