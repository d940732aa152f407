// After one visit the no-key path works without a network; a newer build waits; one that cannot be fetched changes nothing.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { BASES, DIST, shown, withSite } from './lib/fixture.mjs';
import { POLAR, ended, meaningReady, openAsk, pace, rank, run, runId } from './lib/ask.mjs';
import { download } from './lib/files.mjs';
import { pairSeen } from './lib/study.mjs';

const NETWORK = /Failed to load resource|net::ERR_|An unknown error occurred when fetching the script|A bad HTTP response code/;

const buildOf = (page) => page.locator('meta[name="toolgrove-build"]').getAttribute('content');

/** Waits until the page is served by its service worker, all files kept. */
async function keptOffline(page) {
  // Not waitForFunction: it takes the promise of an async function for a yes.
  for (let i = 0; i < 600; i += 1) {
    const kept = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return registration?.active?.state === 'activated' && navigator.serviceWorker.controller !== null;
    });
    if (kept) return;
    await page.waitForTimeout(100);
  }
  assert.fail('no service worker serves the page');
}

/**
 * Presses Update and waits for the page of the newer build. On Ask, the page has fetched all that it fetches by itself
 * before: a service worker that is asked for a file while it is to go is started anew, and where Playwright listens to it
 * Chromium then ends it after five minutes only.
 */
async function update(page, from, onAsk = true) {
  const button = page.getByRole('button', { name: 'Update', exact: true });
  await button.waitFor({ timeout: 60_000 });
  if (onAsk) await meaningReady(page);
  await button.click();
  const isNew = (old) => ![undefined, old].includes(document.querySelector('meta[name="toolgrove-build"]')?.content);
  await page.waitForFunction(isNew, from).catch(async (error) => {
    const states = await page.evaluate(async () => {
      const { installing, waiting, active } = await navigator.serviceWorker.getRegistration();
      return [installing, waiting, active].map((worker) => worker?.state ?? 'none').join(', ');
    });
    throw new Error(`no newer page after Update; installing, waiting, active: ${states}`, { cause: error });
  });
  await shown(page);
}

/** The same site as another build: every trace of the build id replaced, and the hashes of what that changed. */
async function otherBuild(id) {
  const folder = await mkdtemp(join(tmpdir(), 'toolgrove-build-'));
  await cp(DIST, folder, { recursive: true });
  const build = JSON.parse(await readFile(join(folder, 'build.json'), 'utf8'));
  const old = build.build_id;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (/\.(html|js|json)$/.test(entry.name) && !path.includes('collections')) {
      await writeFile(path, (await readFile(path, 'utf8')).replaceAll(old, id));
    }
    if (entry.name.includes(old)) await rename(path, join(entry.parentPath, entry.name.replaceAll(old, id)));
  }
  let script = await readFile(join(folder, 'sw.js'), 'utf8');
  for (const { path, sha256 } of build.files) {
    const now = await readFile(join(folder, path.replaceAll(old, id)));
    script = script.replaceAll(sha256, createHash('sha256').update(now).digest('hex'));
  }
  await writeFile(join(folder, 'sw.js'), script);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Opens Ask, all of it kept offline, and makes another build: runs `body({ next, first, … })` with the folder of that, for
 * `site.state`, and the id of the one that is shown.
 */
async function withNextBuild(id, body) {
  const next = await otherBuild(id);
  try {
    await withSite({ retriever: true }, async (f) => {
      await openAsk(f.page, f.site);
      await keptOffline(f.page);
      await body({ ...f, next: next.folder, first: await buildOf(f.page) });
    });
  } finally {
    await next.remove();
  }
}

/** Runs both methods and judges the pair; the vote outlives a reload. */
async function judgeBoth(page) {
  await page.getByRole('button', { name: 'Run both and judge' }).click();
  await page.waitForURL(/page=judge/, { timeout: 30_000 });
  await page.locator('.judge-pair').waitFor();
  await pairSeen(page);
  await page.keyboard.press('3');
  const judged = page.locator('.badge', { hasText: 'All judged' });
  await judged.waitFor();
  await page.reload();
  await shown(page);
  await judged.waitFor();
  await page.getByText('Votes: 1. Raters: 1.').waitFor();
  await page.locator('.judge-revealed-row').waitFor();
}

for (const base of BASES) {
  test(`without a network the whole no-key path works, at ${base}`, async () => {
    await withSite({ retriever: true, base }, async ({ page, site, noise }) => {
      noise.allow(NETWORK);
      await openAsk(page, site);
      await meaningReady(page);
      await keptOffline(page);
      await site.close();
      await page.reload();
      await shown(page);
      await meaningReady(page);
      await rank(page, POLAR);
      await pace(page, false);
      await run(page);
      assert.match(await ended(page), /0 h 0 min/);
      const id = runId(page);
      await judgeBoth(page);
      await page.goto(`${site.url}?page=runs`);
      await shown(page);
      await page.locator(`.run-row[data-run="${id}"] .run-question`).click();
      await page.locator('.answer-text').getByText(/0 h 0 min/).waitFor();
      await page.locator('.card[data-state="answered"]').waitFor();
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      const file = await download(page, page.getByRole('button', { name: 'Export all runs' }));
      const runs = file.text.trim().split('\n').map((line) => JSON.parse(line).run);
      assert.equal(runs.length, 3);
      assert.ok(runs.some((run) => run.id === id && run.summary.outcome === 'answered'));
    });
  });
}

test('without a network the page opens also where the host sends index.html on to ./', async () => {
  await withSite({ retriever: true }, async ({ page, site, noise }) => {
    noise.allow(NETWORK);
    const sent = [];
    site.state.intercept = (path, response) => {
      if (path !== 'index.html') return false;
      sent.push(path);
      response.writeHead(308, { location: './' }).end();
      return true;
    };
    await openAsk(page, site);
    await keptOffline(page);
    assert.ok(sent.length > 0, 'index.html is kept');
    await site.close();
    await page.reload();
    await shown(page);
    await page.locator('#question').waitFor();
  });
});

test('a new build waits for Update, and the stored run is still there after it', async () => {
  await withNextBuild('b0b0b0b0b0b0', async ({ page, site, next, first }) => {
    await pace(page, false);
    await run(page, POLAR);
    await ended(page);
    site.state.folder = next;
    await page.reload();
    await shown(page);
    assert.equal(await buildOf(page), first, 'the old build is still in charge');
    await update(page, first);
    assert.equal(await buildOf(page), 'b0b0b0b0b0b0');
    assert.match(await ended(page), /0 h 0 min/);
    await meaningReady(page);
  });
});

test('a new build is told of during a run, and offered after it', async () => {
  await withNextBuild('e0e0e0e0e0e0', async ({ page, site, next, first }) => {
    // A run that waits for a person lasts as long as the test wants.
    await page.locator('#model').selectOption('person');
    await run(page, POLAR);
    await page.locator('.person.waiting').waitFor();
    site.state.folder = next;
    await page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration()).update();
    });
    const offer = page.locator('.update');
    const later = offer.getByText('It can be used after the run.');
    const button = offer.getByRole('button', { name: 'Update', exact: true });
    await later.waitFor({ timeout: 60_000 });
    assert.equal(await offer.getByRole('button').count(), 0);
    assert.equal(await buildOf(page), first, 'nothing is loaded again during a run');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await button.waitFor();
    assert.equal(await later.count(), 0);
    assert.match(await ended(page), /You stopped this run/);
    await update(page, first);
    assert.equal(await buildOf(page), 'e0e0e0e0e0e0');
    assert.match(await ended(page), /You stopped this run/);
  });
});

test('Update waits for what the older worker is doing, and does not break into a run begun meanwhile', async () => {
  await withNextBuild('f0f0f0f0f0f0', async ({ page, site, shot, next, first }) => {
    await meaningReady(page);
    // A file that does not come keeps the worker of the older build at work.
    let letGo = null;
    site.state.intercept = (path, response) => {
      if (path !== 'slow.txt') return false;
      letGo = () => response.end('there');
      return true;
    };
    await page.evaluate(() => void fetch('slow.txt'));
    site.state.folder = next;
    await page.evaluate(async () => void (await (await navigator.serviceWorker.getRegistration()).update()));
    const offer = page.locator('.update');
    const button = offer.getByRole('button', { name: 'Update', exact: true });
    await button.click({ timeout: 60_000 });
    await offer.getByText('Changing to it:').waitFor();
    await shot('update-changing');
    await page.locator('#model').selectOption('person');
    await run(page, POLAR);
    await page.locator('.person.waiting').waitFor();
    await offer.getByText('It can be used after the run.').waitFor();
    letGo();
    const waits = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting !== null);
    for (let i = 0; i < 300 && (await waits()); i += 1) await page.waitForTimeout(100);
    assert.equal(await waits(), false, 'the newer worker has taken over');
    await page.waitForTimeout(500);
    assert.equal(await buildOf(page), first, 'nothing is loaded again during a run');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    assert.match(await ended(page), /You stopped this run/);
    await update(page, first);
    assert.equal(await buildOf(page), 'f0f0f0f0f0f0');
  });
});

const keptBuilds = (page) =>
  page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('toolgrove-app-')));

test('a tab of the older build goes on working after another tab chose Update', async () => {
  await withNextBuild('d0d0d0d0d0d0', async ({ page, site, context, next, first }) => {
    await meaningReady(page);
    site.state.folder = next;
    const other = await context.newPage();
    await openAsk(other, site);
    await update(other, first);
    assert.equal(await buildOf(page), first, 'no tab but the one that was asked is loaded again');
    // Parts and workers that this tab had no need of yet are of its own build.
    for (const name of ['Settings', 'Judge', 'Runs']) {
      await page.getByRole('navigation').getByRole('link', { name, exact: true }).first().click();
      await page.locator('h1', { hasText: new RegExp(`^${name}$`) }).waitFor({ state: 'attached' });
    }
    assert.equal((await keptBuilds(page)).length, 2);
    // The build that it offers does not wait any more: the press loads the page again all the same.
    await update(page, first, false);
    assert.equal(await buildOf(page), 'd0d0d0d0d0d0');
    await page.close();
    // Each look is made by a page that opens; the closed one may still be counted in the first.
    for (let i = 0; i < 10 && (await keptBuilds(other)).length > 1; i += 1) {
      await other.reload();
      await shown(other);
      for (let j = 0; j < 20 && (await keptBuilds(other)).length > 1; j += 1) await other.waitForTimeout(100);
    }
    assert.deepEqual(await keptBuilds(other), ['toolgrove-app-/-d0d0d0d0d0d0']);
  });
});

/** What may be wrong with a file of a new build. */
const BROKEN = {
  'cannot be fetched whole': (response) => response.writeHead(503).end(),
  'is mixed with another one': (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
};

for (const [what, answer] of Object.entries(BROKEN)) test(`a build that ${what} leaves the old one in charge`, async () => {
  await withNextBuild('c0c0c0c0c0c0', async ({ page, site, noise, next, first }) => {
    noise.allow(NETWORK);
    site.state.folder = next;
    let refused = 0;
    site.state.intercept = (path, response) => {
      if (!path.startsWith('collections/')) return false;
      refused += 1;
      answer(response);
      return true;
    };
    await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      await registration.update().catch(() => {});
    });
    for (let i = 0; i < 100 && refused === 0; i += 1) await page.waitForTimeout(100);
    assert.ok(refused > 0, 'the new build was tried');
    await page.waitForTimeout(500);
    await page.reload();
    await shown(page);
    assert.equal(await buildOf(page), first);
    assert.equal(await page.getByRole('button', { name: 'Update', exact: true }).count(), 0);
  });
});
