// The outline of a run, by keyboard alone: one stop of the Tab key, arrows along the tree, parts folded away.
import test from 'node:test';
import assert from 'node:assert/strict';
import { shown, withSite } from './lib/fixture.mjs';
import { tabTo } from './lib/keyboard.mjs';
import { POLAR, openAsk, pace, runToEnd } from './lib/ask.mjs';

const rows = (page) => page.locator('.outline-row');
/** What stands in the focused row, and how many rows Tab stops at. */
const focused = (page) =>
  page.evaluate(() => ({
    state: document.activeElement.closest('.outline-row')?.dataset.state ?? null,
    selected: document.activeElement.getAttribute('aria-selected'),
    stops: document.querySelectorAll('.outline-row[tabindex="0"]').length,
  }));
/** Waits until the focused row has a state. */
const standsAt = (page, state) =>
  page.waitForFunction((state) => document.activeElement.closest('.outline-row')?.dataset.state === state, state);

test('the outline is one stop of Tab, is walked by arrows, and folds', async () => {
  await withSite({}, async ({ page, site }) => {
    await openAsk(page, site);
    await pace(page, false);
    await runToEnd(page, POLAR);
    await page.getByRole('tab', { name: 'Outline' }).click();
    await rows(page).first().waitFor();
    assert.deepEqual(await rows(page).evaluateAll((all) => all.map((row) => row.dataset.state)), ['question', 'failed', 'gave-up', 'open', 'answered']);
    // From the tab above it.
    await page.getByRole('tab', { name: 'Outline' }).focus();
    await tabTo(page, '.outline-row');
    assert.equal((await focused(page)).stops, 1);
    for (const [key, state] of [
      ['Home', 'question'],
      ['ArrowDown', 'failed'],
      ['ArrowRight', 'gave-up'],
      ['ArrowLeft', 'failed'],
      ['End', 'answered'],
      ['ArrowUp', 'open'],
      ['Home', 'question'],
    ]) {
      await page.keyboard.press(key);
      await standsAt(page, state);
      const now = await focused(page);
      assert.deepEqual([now.selected, now.stops], ['true', 1], `${key}: the focused row is the selected one and the only stop`);
    }
    // What is selected below a row that is folded does not take the outline off the Tab key's way.
    await page.keyboard.press('End');
    await standsAt(page, 'answered');
    await page.locator('.outline-row[data-state="open"] .outline-arrow').click();
    await rows(page).nth(4).waitFor({ state: 'detached' });
    assert.equal((await focused(page)).stops, 1, 'the folded row stands for it');
    await page.getByRole('tab', { name: 'Outline' }).focus();
    await tabTo(page, '.outline-row');
    await standsAt(page, 'open');
    await page.keyboard.press('ArrowRight');
    await rows(page).nth(4).waitFor();
    // The step is in the address, as everywhere.
    await page.reload();
    await shown(page);
    await page.getByRole('tab', { name: 'Outline' }).click();
    await page.locator('.outline-row[data-state="open"][aria-selected="true"]').waitFor();
  });
});
