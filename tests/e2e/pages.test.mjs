// Every page, at the top and below a path, by a host that answers 404 for what is no file: reloads, and stays silent.
import test from 'node:test';
import assert from 'node:assert/strict';
import { BASES, shown, withSite } from './lib/fixture.mjs';

const PAGES = ['ask', 'runs', 'apis', 'judge', 'settings', 'nonsense'];

for (const base of BASES) {
  test(`every page reloads at ${base}`, async () => {
    await withSite({ base }, async ({ page, site }) => {
      for (const name of PAGES) {
        await page.goto(`${site.url}?page=${name}`);
        await shown(page);
        const heading = await page.locator('h1').first().innerText();
        await page.reload();
        await shown(page);
        assert.equal(await page.locator('h1').first().innerText(), heading, name);
        assert.equal(new URL(page.url()).search, `?page=${name}`);
      }
      await page.goBack();
      await shown(page);
    });
  });
}
