// Pictures of the main pages in both sizes, themes and languages, for people to look at: tests/e2e/out/*.png. None of the
// pages can be scrolled sideways.
import test from 'node:test';
import { fits, withSite } from './lib/fixture.mjs';
import { POLAR, ended, meaningReady, openAsk, pace } from './lib/ask.mjs';

const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };

for (const [width, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark']) {
    for (const locale of ['en', 'zh-CN']) {
      test(`pictures at ${width} px, ${colorScheme}, ${locale}`, async () => {
        await withSite({ retriever: true, reducedMotion: 'no-preference', viewport, colorScheme, locale }, async ({ page, site, shot }) => {
          const picture = async (what) => {
            await fits(page);
            await shot(`${what}-${width}-${colorScheme}-${locale.slice(0, 2)}`);
          };
          await openAsk(page, site);
          // Or the pictures would show what a person sees for the first seconds of the first visit only.
          await meaningReady(page);
          await pace(page, true);
          await page.locator('#question').fill(POLAR);
          await page.locator('.run-buttons button').first().click();
          await page.locator('.card[data-state="gave-up"]').waitFor({ state: 'attached' });
          await picture('ask-running');
          await ended(page);
          await picture('ask-answer');
          await page.goto(`${site.url}?page=runs`);
          await page.locator('.run-row').waitFor();
          await picture('runs');
          await openAsk(page, site);
          await pace(page, false);
          await page.locator('#question').fill(POLAR);
          await page.locator('.run-buttons button').nth(1).click();
          await page.waitForURL(/page=judge/, { timeout: 30_000 });
          await page.locator('.judge-pair').waitFor();
          await page.waitForTimeout(500);
          await picture('judge');
        });
      });
    }
  }
}
