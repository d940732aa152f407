// Theme and language: chosen at one press or in Settings, and kept.
import test from 'node:test';
import assert from 'node:assert/strict';
import { shown, withSite } from './lib/fixture.mjs';

/** How light the page is, from 0 to 255. */
const lightness = (page) =>
  page.evaluate(() => {
    const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
    return (r + g + b) / 3;
  });

test('the theme follows the system until one is chosen, which a reload keeps', async () => {
  await withSite({ colorScheme: 'light' }, async ({ page, site }) => {
    const isLight = async () => (await lightness(page)) > 128;
    await page.goto(site.url);
    await shown(page);
    assert.equal(await isLight(), true);
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await isLight(), false, 'as the system');
    for (const [press, next, light] of [
      ['Theme: as the system', 'Theme: light', true],
      ['Theme: light', 'Theme: dark', false],
    ]) {
      await page.getByRole('button', { name: press }).click();
      await page.getByRole('button', { name: next }).waitFor();
      assert.equal(await isLight(), light, next);
      await page.reload();
      await shown(page);
      assert.equal(await isLight(), light, `${next}, after a reload`);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await isLight(), false, 'dark was chosen');
    await page.goto(`${site.url}?page=settings`);
    await page.getByRole('radio', { name: 'Dark' }).and(page.locator(':checked')).waitFor();
    await page.getByRole('radio', { name: 'As the system' }).check();
    assert.equal(await isLight(), true);
  });
});

test('the language changes at one press, is told to screen readers, and is kept', async () => {
  await withSite({ locale: 'en-US' }, async ({ page, site }) => {
    const html = page.locator('html');
    await page.goto(site.url);
    await shown(page);
    assert.equal(await html.getAttribute('lang'), 'en');
    await page.getByRole('button', { name: '简体中文' }).click();
    await page.getByRole('link', { name: '设置' }).first().waitFor();
    assert.match(await html.getAttribute('lang'), /^zh/);
    await page.reload();
    await shown(page);
    assert.match(await html.getAttribute('lang'), /^zh/);
    await page.getByRole('link', { name: '设置' }).first().click();
    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByRole('link', { name: 'Settings' }).first().waitFor();
    assert.equal(await html.getAttribute('lang'), 'en');
  });
});

test('Settings tells how much is stored', async () => {
  await withSite({}, async ({ page, site }) => {
    await page.goto(`${site.url}?page=settings`);
    await shown(page);
    await page.getByText(/[\d.]+ [kMG]?B in use, of about [\d.]+ [kMGT]?B/).first().waitFor();
  });
});
