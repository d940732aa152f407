// What a first visit costs: bytes of the program, and what its first paint waits for.
import test from 'node:test';
import assert from 'node:assert/strict';
import { DIST, shown, withSite } from './lib/fixture.mjs';
import { BUDGET_BYTES, isPractice, isShell, measure, practiceBytes, shellBytes } from './lib/sizes.mjs';

test('program and style fit their budget', async () => {
  const files = await measure(DIST, (path) => isShell(path) || isPractice(path));
  const has = (pattern) => files.some((file) => pattern.test(file.path));
  for (const pattern of [/^app-.*\.wasm$/, /^app-.*\.js$/, /^start-.*\.js$/, /^boot\.js$/, /\.css$/]) {
    assert.ok(has(pattern), `${pattern} is measured`);
  }
  assert.ok(has(/^worker\/practice-.*_bg\.wasm$/), 'the practice worker is measured');
  console.log(`practice worker: ${practiceBytes(files)} bytes of brotli, after the first paint`);
  const sum = shellBytes(files);
  const list = files.map(({ path, brotli }) => `${path} ${brotli}`).join('\n');
  console.log(`program and style: ${sum} bytes of brotli of ${BUDGET_BYTES}`);
  assert.ok(sum <= BUDGET_BYTES, `${sum} bytes of brotli, ${BUDGET_BYTES} allowed:\n${list}`);
});

test('first paint and shell do not wait for worker or model', async () => {
  await withSite({}, async ({ page, site }) => {
    // They are asked for and never arrive: whatever waited for one of them would wait for ever.
    const asked = [];
    site.state.intercept = (path) => {
      const late = /^(worker|model)\//.test(path);
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
