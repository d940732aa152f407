// What a test starts from: the built site on a plain host, a browser with a fresh profile, and an ear for noise.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { newProfile, openProfile } from './browser.mjs';
import { listenToNoise } from './noise.mjs';
import { serveSite } from './server.mjs';

/** The built site. */
export const DIST = resolve(process.env.TOOLGROVE_DIST ?? new URL('../../../dist', import.meta.url).pathname);
const OUT = new URL('../out/', import.meta.url).pathname;

/** The two places a site may stand: at the top, and below a path as on GitHub Pages. */
export const BASES = ['/', '/a/b/'];

/**
 * Runs `body({ site, context, page, noise, shot, reopen })` and cleans up whatever happens. The test fails where the
 * page was not silent.
 *
 * - `site`: see serveSite; `options.base` chooses its path.
 * - `page`: an empty tab; go to `site.url`.
 * - `folder`: the browser's profile.
 * - `shot(name)`: writes tests/e2e/out/<name>.png.
 * - `reopen()`: ends the browser, opens the same profile again, and gives its new page (also as `f.page`).
 *
 * `options.tls` serves the site by https (see serveSite), and `options.args(site)` gives Chromium's own arguments. Other
 * options are Playwright's for a context: viewport, colorScheme, locale.
 */
export async function withSite({ base = '/', folder = DIST, tls = null, args = () => [], ...contextOptions }, body) {
  const site = await serveSite({ folder, base, tls });
  const profile = await newProfile();
  const f = { site, folder: profile.folder, context: null, page: null, noise: null };
  const noises = [];
  const open = async () => {
    f.context = await openProfile(profile, { ...contextOptions, args: args(site) });
    f.noise = await listenToNoise(f.context);
    noises.push(f.noise);
    f.page = f.context.pages()[0] ?? (await f.context.newPage());
    return f.page;
  };
  f.shot = (name) => shot(f.page, name);
  f.reopen = async () => {
    await f.context.close();
    return open();
  };
  try {
    await open();
    await body(f);
    noises.forEach((noise) => noise.check());
  } catch (error) {
    // What the page said often explains why the test failed.
    const said = noises.flatMap((noise) => noise.heard);
    if (said.length > 0) console.error(`the page said:\n${said.join('\n')}`);
    throw error;
  } finally {
    await f.context?.close().catch(() => {});
    await site.close();
    await profile.remove();
  }
}

/** Writes a picture of what the tab shows. */
export async function shot(page, name) {
  await mkdir(OUT, { recursive: true });
  await page.screenshot({ path: `${OUT}${name}.png`, animations: 'disabled' });
}

/** Fails where the page can be scrolled sideways. */
export async function fits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `the page is ${wide} px too wide`);
}

/** Waits until the program has taken the place of the first paint. */
export async function shown(page) {
  await page.locator('#boot').waitFor({ state: 'detached', timeout: 30_000 });
  await page.getByRole('navigation').first().waitFor();
}
