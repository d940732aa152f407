// The health check of a collection: what it says, what it waits for, and how it is paused.
import test from 'node:test';
import assert from 'node:assert/strict';
import { shown, withSite } from './lib/fixture.mjs';
import { api, bundle, numberOf, openMany, parameter, serveApis } from './lib/api_server.mjs';

const NETWORK = /Failed to load resource/;

test('what cannot be sent has no mark, and the check says what it waits for', async () => {
  const server = await serveApis({ answer: () => [200, { ok: true }] });
  const KEY = 'rapid-canary-wait-5e';
  try {
    await withSite({}, async ({ page, site, noise }) => {
      noise.allow(NETWORK);
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      await page.locator('summary', { hasText: 'gateway of your own' }).click();
      await page.locator('#tools-gateway').fill(server.url);
      await page.locator('form', { has: page.locator('#tools-gateway') }).getByRole('button', { name: 'Save address' }).click();
      await page.getByRole('link', { name: 'APIs', exact: true }).first().click();
      await page.locator('.collection-source > summary').click();
      const rapid = (n) => api(`rapid_${n}`, `https://sky.p.rapidapi.com/${n}`);
      const documents = [
        { tool_name: 'Sky', host: 'sky.p.rapidapi.com', api_list: [rapid(1), rapid(2)] },
        { tool_name: 'Near', host: server.host, api_list: [api('works', `${server.url}/works`), api('unknown', `${server.url}/unknown`, { required_parameters: [parameter('id', '')] })] },
        { tool_name: 'Stray', host: 'example.org', api_list: [api('stray', 'https://elsewhere.example/x')] },
      ];
      await page.locator('.collection-source input[type=file]').setInputFiles(bundle('Waiting', documents));
      await page.locator('[data-health=all]', { hasText: '5' }).waitFor();
      await page.locator('#collection-private').check();
      await page.locator('.health > summary').click();
      await page.getByRole('button', { name: 'Check all' }).click();
      await page.locator('.health-stopped', { hasText: 'needs a key' }).waitFor();
      const counts = () => page.locator('[data-health]').evaluateAll((all) => Object.fromEntries(all.map((one) => [one.dataset.health, Number(one.textContent)])));
      // The public one was not kept waiting; nothing was sent for the others, so nothing is known of them.
      await page.locator('[data-health=working]', { hasText: '1' }).waitFor();
      assert.deepEqual(await counts(), { all: 5, working: 1, failing: 0, needs_subscription: 0, wrong: 0, never: 4 });
      assert.deepEqual(server.requests.map(({ path }) => path), ['/works']);
      await page.locator('.api-link', { hasText: 'unknown' }).click();
      await page.locator('.api-untried', { hasText: 'missing required argument' }).waitFor();

      // With a key it comes to its end.
      await page.getByRole('link', { name: 'Settings', exact: true }).first().click();
      const form = page.locator('form[data-key=rapidapi]');
      await form.locator('input[type=password]').fill(KEY);
      await form.getByRole('button', { name: 'Save key' }).click();
      await form.locator('[data-state=held]').waitFor();
      await page.getByRole('link', { name: 'APIs', exact: true }).first().click();
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByRole('button', { name: 'Check all' }).waitFor();
      await page.locator('[data-health=working]', { hasText: '3' }).waitFor();
      assert.deepEqual(await counts(), { all: 5, working: 3, failing: 0, needs_subscription: 0, wrong: 0, never: 2 });
    });
  } finally {
    await server.close();
  }
});

test('without a network nothing is marked, and the check says so', async () => {
  await withSite({}, async ({ page, site, noise, context }) => {
    noise.allow(NETWORK);
    await page.goto(`${site.url}?page=apis`);
    await shown(page);
    await page.locator('.collection-source > summary').click();
    const far = Array.from({ length: 9 }, (_, n) => api(`far_${n}`, `https://far.example/${n}`));
    await page.locator('.collection-source input[type=file]').setInputFiles(bundle('Far', [{ tool_name: 'Far', host: 'far.example', api_list: far }]));
    await page.locator('[data-health=all]', { hasText: '9' }).waitFor();
    await page.locator('.health > summary').click();
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Check all' }).click();
    await page.locator('.health-stopped', { hasText: 'no network' }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).waitFor();
    assert.equal(await page.locator('[data-health=never]').innerText(), '9');
    await context.setOffline(false);
  });
});

test('a pause holds while a check is only beginning, and another tab does not check beside it', async () => {
  const server = await serveApis({ answer: ({ path }) => [200, { n: numberOf(path) }] });
  try {
    await withSite({}, async ({ page, site, context }) => {
      await openMany(page, site, server);
      // Both in one task: the check has not begun yet when it is paused.
      await page.getByRole('button', { name: 'Check all' }).waitFor();
      await page.evaluate(async () => {
        const button = (name) => [...document.querySelectorAll('.health-buttons button')].find((one) => one.textContent.trim() === name);
        button('Check all').click();
        // The page draws in microtasks; the browser's lock, which the check waits for, comes later.
        for (let n = 0; n < 1_000 && !button('Pause'); n += 1) await Promise.resolve();
        button('Pause').click();
      });
      await page.getByRole('button', { name: 'Go on' }).waitFor();
      await page.waitForTimeout(300);
      assert.equal(server.requests.length, 0);

      // Slow enough to be found at work by another tab.
      await page.locator('#health-pace').fill('60');
      await page.locator('#health-pace').blur();
      const from = Date.now();
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByRole('button', { name: 'Pause' }).waitFor();
      for (let left = 100; server.requests.length === 0 && left > 0; left -= 1) await page.waitForTimeout(100);
      // One a second, and the first at once.
      await page.waitForTimeout(2_000);
      const [made, seconds] = [server.requests.length, (Date.now() - from) / 1_000];
      assert.ok(made >= 1 && made <= 1 + Math.floor(seconds), `${made} requests in ${seconds} s`);
      const other = await context.newPage();
      await other.goto(`${site.url}?page=apis`);
      await shown(other);
      await other.getByRole('button', { name: 'Begin anew' }).click();
      await other.locator('.health-stopped', { hasText: 'Another tab' }).waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Go on' }).waitFor();
      await other.getByRole('button', { name: 'Go on' }).click();
      await other.getByRole('button', { name: 'Pause' }).waitFor();
    });
  } finally {
    await server.close();
  }
});

test('other documents under a name inherit neither its marks nor what it was allowed', async () => {
  const server = await serveApis({ answer: () => [200, { ok: true }] });
  try {
    await withSite({}, async ({ page, site }) => {
      await page.goto(`${site.url}?page=apis`);
      await shown(page);
      await page.locator('.collection-source > summary').click();
      const documents = (name) => bundle('Mine', [{ tool_name: 'Lab', host: server.host, api_list: [api('same', `${server.url}/${name}`), api(name, `${server.url}/${name}`)] }]);
      const bring = (name) => page.locator('.collection-source input[type=file]').setInputFiles(documents(name)).then(() => link(name).waitFor());
      // By its whole name: the starter collection's APIs are listed until the file is read.
      const link = (name) => page.locator('.api-link').filter({ has: page.locator('.api-link-name').getByText(name, { exact: true }) });
      const allowed = page.locator('#collection-private');
      await bring('first');
      await allowed.check();
      await page.locator('.health > summary').click();
      await page.getByRole('button', { name: 'Check all' }).click();
      await page.locator('[data-health=working]', { hasText: '2' }).waitFor();

      await bring('second');
      await page.getByText('Mine took the place of the one with the same name').waitFor();
      assert.equal(await page.locator('[data-health=never]').innerText(), '2');
      assert.equal(await page.locator('[data-health=working]').innerText(), '0');
      assert.equal(await allowed.isChecked(), false);

      // Undo brings the first documents back, and not what the second were allowed.
      await allowed.check();
      await page.getByRole('button', { name: 'Undo' }).first().click();
      await link('first').waitFor();
      assert.equal(await allowed.isChecked(), false);
      assert.equal(await page.locator('[data-health=working]').innerText(), '0');

      // The shipped collection's name is not to be had.
      await page.locator('.collection-source input[type=file]').setInputFiles(bundle('Starter', [{ tool_name: 'Lab', host: 'example.org', api_list: [api('x', 'https://example.org/x')] }]));
      await page.locator('.collection-source [role=alert]', { hasText: 'belongs to the collection that comes with this page' }).waitFor();
    });
  } finally {
    await server.close();
  }
});

/** The starter collection's documents, as the site ships them. */
async function starter(page) {
  const { tools } = await page.evaluate(() => fetch('collections/starter.json').then((reply) => reply.json()));
  return tools.filter((tool) => tool.host !== 'local');
}

/** A document's address as a pattern: placeholders stand for anything within their segment. */
const pattern = (path) => new RegExp(`^${path.split(/\{[^}]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^/]+')}$`);

test('every API of the starter collection that only reads sends the request that its document describes', async () => {
  const server = await serveApis({ answer: () => [200, { ok: true }] });
  const KEY = 'rapid-canary-starter-2b';
  try {
    await withSite({}, async ({ page, site, noise }) => {
      noise.allow(NETWORK);
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      // A proxy and a gateway that both are this server: nothing leaves the machine.
      const save = (id, url) => page.locator(`#${id}`).fill(url).then(() => page.locator('form', { has: page.locator(`#${id}`) }).getByRole('button', { name: 'Save address' }).click());
      await save('tools-proxy', server.url);
      await page.locator('summary', { hasText: 'gateway of your own' }).click();
      await save('tools-gateway', server.url);
      const form = page.locator('form[data-key=rapidapi]');
      await form.locator('input[type=password]').fill(KEY);
      await form.getByRole('button', { name: 'Save key' }).click();
      await form.locator('[data-state=held]').waitFor();
      const tools = await starter(page);
      const reads = tools.flatMap((tool) => tool.api_list.filter((one) => one.method === 'GET').map((one) => ({ ...one, host: tool.host, tool: tool.standardized_name })));
      assert.ok(reads.length >= 300, `${reads.length} APIs`);

      await page.getByRole('link', { name: 'APIs', exact: true }).first().click();
      await page.locator('.health > summary').click();
      await page.locator('#health-pace').fill('6000');
      await page.locator('#health-pace').blur();
      await page.getByRole('button', { name: 'Check all' }).click();
      await page.getByRole('button', { name: 'Pause' }).waitFor();
      await page.getByRole('button', { name: 'Check all' }).waitFor({ timeout: 120_000 });
      assert.equal(await page.locator('[data-health=working]').innerText(), String(reads.length));

      const wrong = [];
      for (const one of reads) {
        const { pathname } = new URL(one.url.replaceAll(/[{}]/g, (sign) => encodeURIComponent(sign)));
        const path = decodeURIComponent(pathname);
        const gateway = one.host.endsWith('.p.rapidapi.com');
        const wanted = pattern(gateway ? path : `/https/${one.host}${path}`);
        const query = one.required_parameters.filter(({ name }) => !path.includes(`{${name}}`));
        const fits = ({ path, query: sent, headers }) =>
          wanted.test(path) &&
          query.every(({ name, default: value }) => sent[name] === String(value)) &&
          (gateway ? headers['x-rapidapi-host'] === one.host && headers['x-rapidapi-key'] === KEY : headers['x-rapidapi-key'] === undefined);
        if (!server.requests.some(fits)) wrong.push(`${one.tool}.${one.name}: ${wanted}`);
      }
      assert.deepEqual(wrong, []);
      assert.equal(server.requests.length, reads.length);
    });
  } finally {
    await server.close();
  }
});
