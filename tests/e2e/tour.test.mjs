// The tour of a first visit: five stops by keyboard, each pointing at what it tells of; never again afterwards.
import test from 'node:test';
import assert from 'node:assert/strict';
import { shown, withSite } from './lib/fixture.mjs';
import { openAsk } from './lib/ask.mjs';
import { tabTo } from './lib/keyboard.mjs';

/** What each stop points at, and a word of what it says. */
const STOPS = [
  ['.question', /Ask here/],
  ['.controls', /DFSDT searches a tree/],
  ['.ask-apis', /retrieved for the question/],
  ['.ask-tree', /grows here/],
  ['a.nav-link[href*="page=judge"]', /judge the two paths blind/],
];
const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };

/** Waits until the mark is on this part alone, and some of the part is on the screen. */
async function pointedAt(page, selector) {
  await page.waitForFunction((selector) => {
    const [part, ...others] = document.querySelectorAll('.tour-target');
    if (!part?.matches(selector) || others.length > 0 || !part.checkVisibility()) return false;
    const box = part.getBoundingClientRect();
    const [width, height] = [Math.min(box.right, innerWidth) - Math.max(box.left, 0), Math.min(box.bottom, innerHeight) - Math.max(box.top, 0)];
    return width > 20 && height > 20;
  }, selector);
}

/** The tour is not offered: neither now nor after a reload. */
async function isOver(page) {
  const none = async () => {
    await page.locator('#question').waitFor();
    assert.equal(await page.locator('.tour').count(), 0);
    assert.equal(await page.locator('.tour-target').count(), 0);
  };
  await page.locator('.tour').waitFor({ state: 'detached' });
  await none();
  await page.reload();
  await shown(page);
  await none();
}

for (const [name, viewport] of Object.entries(SIZES)) {
  test(`a first visit is led through five stops by keyboard, once, at ${name} px`, async () => {
    await withSite({ onDisk: true, viewport }, async (f) => {
      await openAsk(f.page, f.site);
      const tour = f.page.getByRole('region', { name: 'Tour' });
      await tour.getByText(/First time here/).waitFor();
      await tabTo(f.page, '.tour .btn-primary');
      for (const [i, [selector, words]] of STOPS.entries()) {
        await f.page.keyboard.press('Enter');
        await tour.getByText(`${i + 1} / ${STOPS.length}`, { exact: true }).waitFor();
        await tour.getByText(words).waitFor();
        await pointedAt(f.page, selector);
      }
      await f.page.keyboard.press('Enter');
      await isOver(f.page);
      // Nor on a later visit.
      const page = await f.reopen();
      await openAsk(page, f.site);
      assert.equal(await page.locator('.tour').count(), 0);
    });
  });
}

test('who wants no tour is not asked again', async () => {
  await withSite({}, async ({ page, site }) => {
    await openAsk(page, site);
    await page.getByRole('region', { name: 'Tour' }).waitFor();
    await tabTo(page, '.tour .btn-quiet');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'No, thanks');
    await page.keyboard.press('Enter');
    await isOver(page);
  });
});
