// What a first visit costs: bytes of the program, and what its first paint waits for.
import test from 'node:test';
import assert from 'node:assert/strict';
import { DIST, shown, withSite } from './lib/fixture.mjs';
import { ALL_BYTES, BUDGET_BYTES, isPart, isShell, measure, shellBytes } from './lib/sizes.mjs';

test('program and style fit their budget', async () => {
  const files = await measure(DIST, (path) => isShell(path) || isPart(path));
  const has = (pattern) => files.some((file) => pattern.test(file.path));
  for (const pattern of [/^app-.*\.wasm$/, /^app-.*\.js$/, /^start-.*\.js$/, /^boot\.js$/, /\.css$/]) {
    assert.ok(has(pattern), `${pattern} is measured`);
  }
  for (const part of files.filter((file) => isPart(file.path))) console.log(`${part.path}: ${part.brotli} bytes of brotli, when first shown`);
  assert.ok(has(/^parts-[0-9a-f]+\/split_settings\.wasm$/), 'the program is cut into parts');
  const sum = shellBytes(files);
  const list = files.map(({ path, brotli }) => `${path} ${brotli}`).join('\n');
  console.log(`program and style: ${sum} bytes of brotli of ${BUDGET_BYTES}`);
  assert.ok(sum <= BUDGET_BYTES, `${sum} bytes of brotli, ${BUDGET_BYTES} allowed:\n${list}`);
  // What comes later may not grow unseen: nobody's visit fetches all of it, but the offline copy does.
  const all = files.reduce((sum, file) => sum + file.brotli, 0);
  console.log(`with all parts: ${all} bytes of brotli of ${ALL_BYTES}`);
  assert.ok(all <= ALL_BYTES, `${all} bytes of brotli, ${ALL_BYTES} allowed:\n${list}`);
});

test('first paint and shell do not wait for worker, model or parts', async () => {
  await withSite({ retriever: true }, async ({ page, site }) => {
    // They are asked for and never arrive: whatever waited for one of them would wait for ever.
    const asked = [];
    site.state.intercept = (path) => {
      const late = /^(worker|model)\//.test(path) || isPart(path);
      if (late) asked.push({ path, at: Date.now() });
      return late;
    };
    await page.goto(site.url);
    await shown(page);
    await page.locator('#question').fill('How far is it from Paris to Rome?');
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    const painted = await page.evaluate(
      () => performance.timeOrigin + performance.getEntriesByName('first-contentful-paint')[0].startTime,
    );
    // The worker is asked for in the end, or "none before the paint" would say nothing.
    for (let left = 100; asked.length === 0 && left > 0; left -= 1) await page.waitForTimeout(100);
    assert.ok(asked.length > 0, 'the worker is asked for');
    const early = asked.filter((request) => request.at < painted).map((request) => request.path);
    assert.deepEqual(early, [], 'asked for before the first paint');
  });
});

/** What Chromium, Playwright and the loader of parts say of a part that does not arrive, and of no other fault. */
const PART_MISSING = [
  /^console\.warning: Service Worker registration blocked by Playwright \(\)$/,
  /^console\.error: Failed to load resource: the server responded with a status of 503 \(Service Unavailable\) \(http:\S+\/parts-[0-9a-f]+\/[\w-]+\.wasm\)$/,
  /^console\.error: TypeError: Failed to execute 'compile' on 'WebAssembly': HTTP status code is not ok \(http:\S+\.js\)$/,
];

test('a page is fetched when it is first shown; one that does not arrive says so and can be tried again', async () => {
  // The service worker would fetch all of the site in its own time.
  await withSite({ retriever: true, serviceWorkers: 'block' }, async ({ page, site, noise }) => {
    PART_MISSING.forEach(noise.allow);
    const asked = [];
    let missing = true;
    site.state.intercept = (path, response) => {
      if (!isPart(path)) return false;
      asked.push(path);
      if (missing) response.writeHead(503).end();
      return missing;
    };
    await page.goto(site.url);
    await shown(page);
    assert.deepEqual(asked, [], 'no part is asked for before its page');
    await page.getByRole('link', { name: 'Settings' }).first().click();
    await page.getByText(/This page could not be fetched/).waitFor();
    missing = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Add an endpoint' }).waitFor();
    assert.ok(asked.some((path) => path.endsWith('/split_settings.wasm')));
  });
});
