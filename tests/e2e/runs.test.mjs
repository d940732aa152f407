// Stored runs: renamed, deleted and brought back, exported and imported elsewhere, resumed after another run, and still
// there after a fault of the program.
import test from 'node:test';
import assert from 'node:assert/strict';
import { shown, withSite } from './lib/fixture.mjs';
import { POLAR, cutOff, decisions, ended, meaningReady, openAsk, pace, run, runId, runToEnd, stored, storedEnd } from './lib/ask.mjs';
import { crash } from './lib/crash.mjs';
import { download, drop, give } from './lib/files.mjs';
import { link } from './lib/keys.mjs';

const CANBERRA = 'What is the capital of Australia?';

/** The list of runs, by the page's own link or anew. */
async function openRuns(page, site) {
  await page.goto(`${site.url}?page=runs`);
  await shown(page);
  await page.locator('.runs').waitFor({ state: 'attached' });
}

/** Makes a run of the question, with no pause between steps. */
async function make(page, site, question) {
  await openAsk(page, site);
  await pace(page, false);
  return runToEnd(page, question);
}

const rowOf = (page, { head }) => page.locator(`.run-row[data-run="${head.id}"]`);

test('a run is renamed, found by its name, deleted, brought back and deleted again', async () => {
  await withSite({}, async ({ page, site }) => {
    // What can be undone is offered for 8 s, which a slow machine needs for the steps in between.
    await page.addInitScript(() => {
      const { setTimeout } = window;
      window.setTimeout = (act, ms, ...rest) => setTimeout(act, ms === 8_000 ? 120_000 : ms, ...rest);
    });
    const first = await make(page, site, POLAR);
    const other = await make(page, site, CANBERRA);
    await openRuns(page, site);
    const row = rowOf(page, first);
    const name = row.locator('input.run-name');
    await row.getByRole('button', { name: 'Rename' }).click();
    assert.equal(await name.inputValue(), POLAR, 'an unnamed run goes by its question');
    await name.fill('Not this');
    await name.press('Escape');
    await row.locator('.run-question', { hasText: POLAR }).waitFor();
    await row.getByRole('button', { name: 'Rename' }).click();
    await name.fill('  Midwinter in the north ');
    await name.press('Enter');
    await row.locator('.run-question', { hasText: /^Midwinter in the north$/ }).waitFor();
    await page.reload();
    await shown(page);
    await row.locator('.run-question', { hasText: /^Midwinter in the north$/ }).waitFor();
    await page.getByRole('searchbox', { name: 'Filter runs' }).fill('midwinter');
    await rowOf(page, other).waitFor({ state: 'detached' });
    await row.waitFor();

    await row.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
    const toast = page.locator('.toast', { hasText: 'Deleted: Midwinter in the north' });
    await toast.getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();
    const back = await stored(page, first.head.id);
    assert.deepEqual(back, { ...first, head: { ...first.head, name: 'Midwinter in the north' } });

    // Undo shows it also in a list that was opened meanwhile.
    await page.getByRole('searchbox', { name: 'Filter runs' }).fill('');
    await row.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
    await rowOf(page, other).locator('.run-question').click();
    await page.locator('.answer-text').waitFor();
    await page.goBack();
    await rowOf(page, other).waitFor();
    assert.equal(await row.count(), 0);
    await toast.last().getByRole('button', { name: 'Undo' }).click();
    await row.waitFor();

    await row.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
    await openRuns(page, site);
    await rowOf(page, other).waitFor();
    assert.equal(await page.locator('.run-row').count(), 1);
  });
});

test('an exported run is the same in another browser, once however often it is imported', async () => {
  let run;
  let file;
  await withSite({}, async ({ page, site }) => {
    run = await make(page, site, POLAR);
    await openRuns(page, site);
    file = await download(page, rowOf(page, run).getByRole('button', { name: 'Export', exact: true }));
    assert.equal(file.name, `toolgrove-run-${run.head.id}.json`);
  });
  await withSite({}, async ({ page, site }) => {
    await openRuns(page, site);
    await page.getByText('No runs yet').waitFor();
    for (const words of [`Imported: ${POLAR}`, `“${POLAR}” is here already.`]) {
      await give(page, file);
      await page.locator('.toast', { hasText: words }).waitFor();
      await rowOf(page, run).waitFor();
    }
    assert.equal(await page.locator('.run-row').count(), 1);
    assert.deepEqual(await stored(page, run.head.id), run);
    const again = await download(page, rowOf(page, run).getByRole('button', { name: 'Export', exact: true }));
    assert.deepEqual(again, file, 'the file went round unchanged');
    await rowOf(page, run).locator('.run-question').click();
    await page.locator('.answer-text').getByText(run.head.summary.answer).waitFor();
    await page.locator('.card[data-state="answered"]').waitFor();
    // Dropped, too.
    await openRuns(page, site);
    await drop(page, '.import', file);
    await page.locator('.toast', { hasText: `“${POLAR}” is here already.` }).waitFor();
    // A file that is no run is named, and changes nothing.
    await openRuns(page, site);
    await give(page, { name: 'broken.json', text: '{"format": "toolgrove-run-1"}' });
    await page.locator('.error-banner pre', { hasText: 'broken.json' }).waitFor({ state: 'attached' });
    assert.equal(await page.locator('.run-row').count(), 1);
  });
});

test('a run under way is told as one in the list, and its end without a reload', async () => {
  await withSite({}, async ({ page, site }) => {
    const toRuns = async () => {
      const row = page.locator(`.run-row[data-run="${runId(page)}"]`);
      await page.getByRole('link', { name: 'Runs', exact: true }).first().click();
      return row;
    };
    await openAsk(page, site);
    await page.locator('#model').selectOption('person');
    await run(page, POLAR);
    await page.getByText('You are the model').waitFor();
    const waits = await toRuns();
    await waits.getByText('Running', { exact: true }).waitFor();
    await waits.getByRole('link', { name: 'Watch' }).click();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();

    await page.locator('#model').selectOption('planner');
    await pace(page, true);
    await run(page, POLAR);
    await page.locator('.card[data-state="failed"]').waitFor();
    const ends = await toRuns();
    await ends.getByText('Answered', { exact: true }).waitFor({ timeout: 30_000 });
    assert.equal(await ends.getByRole('link', { name: 'Resume' }).count(), 0);
  });
});

test('a run that a closed tab cut off goes on after the next tab has run another', async () => {
  await withSite({ retriever: true, onDisk: true }, async (f) => {
    await openAsk(f.page, f.site);
    await meaningReady(f.page);
    await pace(f.page, true);
    await run(f.page, POLAR);
    const id = await cutOff(f.page);
    const page = await f.reopen();
    await openAsk(page, f.site);
    const cut = await stored(page, id);
    assert.equal(cut.head.summary.outcome, null);
    await pace(page, false);
    const other = await runToEnd(page, CANBERRA);
    assert.match(other.head.summary.answer, /Canberra/);
    // By the page's own links: a reload would forget the run that has ended.
    await link(page, 'Runs');
    await rowOf(page, cut).getByText('Not finished').waitFor();
    await rowOf(page, cut).locator('.run-question').click();
    await page.getByRole('link', { name: 'Resume' }).click();
    await page.waitForURL(/page=ask/);
    const button = page.getByRole('button', { name: 'Resume' });
    const answer = page.locator('.answer-text').getByText(/0 h 0 min/);
    await button.or(answer).first().waitFor();
    if (await button.isVisible()) await button.click();
    await answer.waitFor({ timeout: 30_000 });
    assert.equal(runId(page), id);
    const whole = await storedEnd(page, id);
    assert.equal(whole.head.summary.outcome, 'answered');
    assert.ok(whole.events.some((event) => event.type === 'reopened'));
    assert.deepEqual(decisions(whole.events).slice(0, decisions(cut.events).length), decisions(cut.events));
    assert.deepEqual(await stored(page, other.head.id), other, 'the other run is as it was');
  });
});

test('after a fault of the program, its page leads back to the stored run', async () => {
  await withSite({}, async ({ page, site, noise }) => {
    noise.allow(/^console\.error: panicked at /);
    noise.allow(/^uncaught: (RuntimeError: unreachable|Error: refused by the test)/);
    const before = await make(page, site, POLAR);
    await crash(page);
    const alert = page.getByRole('alert');
    assert.match(await alert.innerText(), /already stored on this device are intact/);
    assert.match(await alert.locator('details pre').textContent(), /panicked at/);
    await alert.getByRole('link', { name: 'Reload the page' }).click();
    await shown(page);
    assert.deepEqual(await stored(page, before.head.id), before);
    await openRuns(page, site);
    await rowOf(page, before).locator('.run-question').click();
    await page.locator('.answer-text').getByText(/0 h 0 min/).waitFor();
    await page.locator('.card[data-state="answered"]').waitFor();
    // And it works as before.
    await make(page, site, CANBERRA);
    assert.match(await ended(page), /Canberra/);
  });
});
