// What a test starts from: the built site on a plain host, a browser with a fresh profile, and an ear for noise.
import { after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { contextOf, newProfile, openProfile, startBrowser } from './browser.mjs';
import { listenToNoise } from './noise.mjs';
import { serveSite } from './server.mjs';

/** The built site. */
export const DIST = resolve(process.env.TOOLGROVE_DIST ?? new URL('../../../dist', import.meta.url).pathname);
const OUT = new URL('../out/', import.meta.url).pathname;

/** The two places a site may stand: at the top, and below a path as on GitHub Pages. */
export const BASES = ['/', '/a/b/'];

/** The workers that embed. Each is a large program and starts with the first page that is shown. */
const RETRIEVER = /^worker\/retriever-/;

/** One browser for the tests of a file: to start one takes longer than most tests. Each has its own context in it. */
let browser = null;
after(async () => (await browser)?.close());

async function freshContext(options) {
  if (!(await browser)?.isConnected()) browser = startBrowser();
  return contextOf(await browser, options);
}

/** Where the storage of a test lies: `open()` gives a context, `folder` is its profile on the disk. */
async function storage({ onDisk, args, ...options }) {
  if (!onDisk) {
    let open = async () => {
      open = () => assert.fail('what is in memory cannot be opened again: set onDisk');
      return freshContext(options);
    };
    return { open: () => open(), folder: null, remove: async () => {} };
  }
  const profile = await newProfile();
  return { open: () => openProfile(profile, { ...options, args }), folder: profile.folder, remove: profile.remove };
}

/**
 * Runs `body({ site, context, page, noise, shot, reopen })` and cleans up whatever happens. The test fails where the
 * page was not silent.
 *
 * - `site`: see serveSite; `options.base` chooses its path.
 * - `page`: an empty tab; go to `site.url`.
 * - `shot(name)`: writes tests/e2e/out/<name>.png.
 *
 * `options.retriever` lets the retriever arrive, which ranks by meaning. Without it the page is as on a slow line:
 * everything but that is there, it goes on waiting, and its offline copy never gets whole. Only what is about these should
 * ask for it; with it a test keeps both cores busy for seconds.
 *
 * `options.onDisk` keeps the storage in a profile on the disk, opened by a browser of the test's own, which
 * `options.args(site)`, Chromium's own arguments, need as well:
 * - `folder`: the profile.
 * - `reopen()`: ends the browser, opens the same profile again, and gives its new page (also as `f.page`).
 *
 * `options.tls` serves the site by https (see serveSite). Other options are Playwright's for a context: viewport,
 * colorScheme, locale.
 */
export async function withSite(options, body) {
  const { base = '/', folder = DIST, tls = null, retriever = false, args = null, ...context } = options;
  const { onDisk = args !== null, ...rest } = context;
  const site = await serveSite({ folder, base, tls, slow: retriever ? null : RETRIEVER });
  const kept = await storage({ onDisk, args: args?.(site), ...rest });
  const f = { site, folder: kept.folder, context: null, page: null, noise: null };
  const noises = [];
  const open = async () => {
    f.context = await kept.open();
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
    await kept.remove();
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
