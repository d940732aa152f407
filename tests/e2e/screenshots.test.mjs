// Pictures of the main pages in both sizes, themes and languages, for people to look at: tests/e2e/out/*.png.
import test from 'node:test';
import assert from 'node:assert/strict';
import { withSite } from './lib/fixture.mjs';
import { POLAR, ended, openAsk, pace } from './lib/ask.mjs';

const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };

for (const [width, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark']) {
    for (const locale of ['en', 'zh-CN']) {
      test(`pictures at ${width} px, ${colorScheme}, ${locale}`, async () => {
        const name = (what) => `${what}-${width}-${colorScheme}-${locale.slice(0, 2)}`;
        await withSite({ viewport, colorScheme, locale }, async ({ page, site, shot }) => {
          await openAsk(page, site);
          await pace(page, true);
          await page.locator('#question').fill(POLAR);
          await page.locator('.run-buttons button').first().click();
          await page.locator('.card[data-state="gave-up"]').waitFor({ state: 'attached' });
          await shot(name('ask-running'));
          await ended(page);
          await shot(name('ask-answer'));
          await page.goto(`${site.url}?page=runs`);
          await page.locator('.run-row').waitFor();
          await shot(name('runs'));
          await openAsk(page, site);
          await pace(page, false);
          await page.locator('#question').fill(POLAR);
          await page.locator('.run-buttons button').nth(1).click();
          await page.waitForURL(/page=judge/, { timeout: 30_000 });
          await page.waitForTimeout(500);
          await shot(name('judge'));
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          assert.ok(wide <= 1, `the page is ${wide} px too wide`);
        });
      });
    }
  }
}
