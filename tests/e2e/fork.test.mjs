// A run is forked at a step with a changed observation: the same steps up to there, and live from there.
import test from 'node:test';
import assert from 'node:assert/strict';
import { decisions, ended, openAsk, pace, run, runId, stored } from './lib/ask.mjs';
import { shown, withSite } from './lib/fixture.mjs';

test('a run is forked with a changed observation, and is kept beside its source', async () => {
  await withSite({}, async ({ page, site, shot }) => {
    await openAsk(page, site);
    await pace(page, false);
    await run(page, 'How far apart are Paris and Tokyo in kilometers?');
    await ended(page);
    const source = runId(page);
    const before = await stored(page, source);
    // From the Runs page, to show that a stored run can be forked.
    await page.goto(`${site.url}?page=runs&run=${source}`);
    await shown(page);
    const called = before.events.find((event) => event.type === 'api_returned' && !event.by_search);
    assert.ok(called, 'the run called an API');
    await page.goto(`${site.url}?page=runs&run=${source}&node=${called.node}`);
    await shown(page);
    await page.getByText('Fork from here').click();
    assert.equal(await page.locator('#fork-change').inputValue(), 'observation');
    assert.equal(await page.locator('#fork-observation').inputValue(), called.observation);
    await page.locator('#fork-observation').fill('{"error": "", "response": {"distance": {"km": 1234}}}');
    await shot('fork-panel');
    await page.getByRole('button', { name: 'Start the fork' }).click();
    await page.waitForFunction((id) => new URL(location.href).searchParams.get('run') !== id, source);
    await ended(page);
    const fork = await stored(page, runId(page));
    assert.match(fork.head.name, /^Fork of How far apart/);
    assert.deepEqual(fork.events.slice(0, called.seq), before.events.slice(0, called.seq));
    assert.match(fork.events[called.seq].observation, /1234/);
    assert.equal(fork.events.at(-1).type, 'ended');
    // The source is as it was, and the fork says where it comes from.
    assert.deepEqual(decisions((await stored(page, source)).events), decisions(before.events));
    await page.goto(`${site.url}?page=runs&run=${runId(page)}`);
    await shown(page);
    await page.locator('.run-opened + .forked-from').getByText(/the observation was changed/).waitFor();
    await page.locator('.run-opened + .forked-from').getByRole('link').click();
    await page.waitForFunction((id) => new URL(location.href).searchParams.get('run') === id, source);
  });
});
