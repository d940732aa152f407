// The browser's own model (Prompt API): hidden where there is none; fetched, and asked for a run, where there is one. The
// interface is played by a stand-in, since no browser here brings a model.
import test from 'node:test';
import assert from 'node:assert/strict';
import { withSite } from './lib/fixture.mjs';
import { ended, openAsk, run, runId, states, stored } from './lib/ask.mjs';

const STAND_IN = new URL('../browser/language_model.js', import.meta.url).pathname;
const QUESTION = 'How far apart are Paris and Tokyo in kilometers?';

const said = (thought, action, given) => {
  const text = JSON.stringify({ thought, action, arguments: given });
  return { pieces: [text.slice(0, 20), text.slice(20, 50), text.slice(50)] };
};

async function bring(page, texts, availability) {
  await page.addInitScript({ path: STAND_IN });
  await page.addInitScript(`installLanguageModel(${JSON.stringify(texts)}, ${JSON.stringify(availability)})`);
}

const choices = (page) => page.locator('#model option').allInnerTexts();

test('without the interface the model is not offered', async () => {
  await withSite({}, async ({ page, site }) => {
    await page.addInitScript('delete globalThis.LanguageModel');
    await openAsk(page, site);
    assert.ok(!(await choices(page)).some((text) => /own model/.test(text)));
  });
});

test('a run by the browser\'s own model: fetched first, a schema of the offered functions, one warm session', async () => {
  await withSite({}, async ({ page, site, shot }) => {
    await bring(page, [said('I look it up.', 'distance_between_for_geo_distance', { origin: 'Paris', destination: 'Tokyo' }), said('Known now.', 'Finish', { return_type: 'give_answer', final_answer: 'About 9,710 km.' })], 'downloadable');
    await openAsk(page, site);
    await page.locator('#model').selectOption('builtin');
    await page.getByText(/must fetch the model first/).waitFor();
    await page.getByRole('button', { name: 'Fetch the model' }).click();
    await page.getByText(/It runs on this device/).waitFor();
    await shot('builtin-ready');
    await page.locator('#question').fill(QUESTION);
    await run(page);
    assert.equal(await ended(page), 'About 9,710 km.');
    assert.deepEqual(await states(page), ['question', 'open', 'answered']);
    const log = await page.evaluate(() => globalThis.languageModelLog);
    assert.equal(log.prompts.length, 2);
    assert.ok(log.prompts[0].responseConstraint.anyOf.length > 1);
    assert.equal(log.created.length, 2, 'one to fetch, one warm');
    assert.equal(log.clones, 2);
    const { head } = await stored(page, runId(page));
    assert.equal(head.model, 'browser built-in');
  });
});
