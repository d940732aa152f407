// The page loads wherever it is hosted, says nothing, and keeps its policy.
import test from 'node:test';
import assert from 'node:assert/strict';
import { BASES, shown, withSite } from './lib/fixture.mjs';

for (const base of BASES) {
  test(`the page loads at ${base} in silence`, async () => {
    await withSite({ base }, async ({ page, site, shot }) => {
      await page.goto(site.url);
      await shown(page);
      assert.match(await page.title(), /Toolgrove/);
      await page.reload();
      await shown(page);
      const elsewhere = site.requests.filter((path) => path.startsWith('/'));
      assert.deepEqual(elsewhere, [], 'every request stays below the base');
      if (base === '/') await shot('smoke');
    });
  });
}

test('a host without fallback pages answers 404 for what is not a file', async () => {
  await withSite({ base: '/a/b/' }, async ({ site }) => {
    for (const path of ['runs', 'runs/1', 'worker', '%2e%2e/package.json']) {
      assert.equal((await fetch(site.url + path)).status, 404, path);
    }
    assert.equal((await fetch(new URL('/', site.url))).status, 404);
  });
});

test('an inline script does not run, and the harness hears of it', async () => {
  await withSite({}, async ({ page, site, noise }) => {
    await page.goto(site.url);
    await shown(page);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.inlineRan = true';
      document.head.append(script);
      return globalThis.inlineRan === true;
    });
    assert.equal(ran, false);
    const heard = () => noise.heard.some((text) => text.includes('CSP violation: script-src'));
    for (let left = 100; !heard() && left > 0; left -= 1) await page.waitForTimeout(100);
    assert.ok(heard(), noise.heard.join('\n'));
    noise.allow(/Content Security Policy|CSP violation: script-src/);
  });
});

test('build.json lists the site as it is', async () => {
  await withSite({ retriever: true }, async ({ page, site }) => {
    await page.goto(site.url);
    const build = await (await fetch(site.url + 'build.json')).json();
    assert.match(build.build_id, /^[0-9a-f]{12}$/);
    assert.equal(await page.locator('meta[name="toolgrove-build"]').getAttribute('content'), build.build_id);
    const paths = build.files.map((file) => file.path);
    for (const worker of ['retriever-simd128', 'retriever-relaxed', 'practice', 'scribe']) {
      assert.ok(paths.includes(`worker/${worker}-${build.build_id}.js`), worker);
      assert.ok(paths.includes(`worker/${worker}-${build.build_id}_bg.wasm`), worker);
    }
    const index = build.files.find((file) => file.path === 'index.html');
    assert.equal((await fetch(site.url)).headers.get('content-length'), String(index.bytes));
  });
});

test('a program that does not arrive is explained, and a reload mends it', async () => {
  await withSite({}, async ({ page, site, noise }) => {
    noise.allow(/Failed to load resource|uncaught/);
    site.state.intercept = (path, response) => {
      if (!/^app-.*\.wasm$/.test(path)) return false;
      response.writeHead(503).end();
      return true;
    };
    await page.goto(site.url + '?page=runs');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    assert.match(await alert.innerText(), /could not start/);
    site.state.intercept = null;
    await alert.getByRole('link', { name: 'Reload' }).click();
    await shown(page);
    assert.match(page.url(), /\?page=runs$/);
  });
});
