// Keys remembered under a passphrase: locked, unlocked, changed, forgotten.
import test from 'node:test';
import assert from 'node:assert/strict';
import { shown, withSite } from './lib/fixture.mjs';
import { ended, run, runId, stored } from './lib/ask.mjs';
import { atServer, forms, inBrowser } from './lib/canary.mjs';
import { NETWORK, PASSPHRASE, addEndpoint, badge, choose, keyRows, link, openSettings, script, unlock, unlockGroup } from './lib/keys.mjs';
import { serveLlm } from './lib/llm_server.mjs';

/** One endpoint whose key is remembered. */
async function withRemembered(options, body) {
  const key = 'sk-remembered-0815';
  const llm = await serveLlm({ key, script, ...options });
  try {
    await withSite({}, async (f) => {
      await openSettings(f.page, f.site);
      await addEndpoint(f.page, { llm, name: 'Mine', key, keep: 'under a passphrase', first: true });
      await badge(f.page, 'Key remembered, unlocked');
      await body({ ...f, llm, key });
      assert.deepEqual(llm.state.slips, []);
    });
  } finally {
    await llm.close();
  }
}

test('a key is remembered under a passphrase, locked after a reload, and opened by the right words alone', async () => {
  await withRemembered({}, async ({ page, site, llm, key, shot, noise }) => {
    noise.allow(NETWORK);
    const rows = await keyRows(page);
    assert.deepEqual(rows.map((row) => row.what).sort(), ['key', 'vault']);
    assert.ok(rows.find((row) => row.what === 'vault').rounds >= 600_000);
    await page.reload();
    await shown(page);
    await badge(page, 'Key remembered, locked');
    await shot('keys-locked');

    await link(page, 'Ask');
    await choose(page, 'Mine');
    await unlockGroup(page).waitFor();
    await run(page);
    await page.getByText('The key is locked. Type the passphrase first.').waitFor();
    assert.equal(llm.requests.length, 0, 'nothing was sent without the key');
    await unlock(page, 'not the passphrase');
    await page.getByText('This is not the passphrase.').waitFor({ timeout: 20_000 });
    await shot('keys-wrong');
    await unlockGroup(page).getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.keyboard.press('Enter');
    await unlockGroup(page).waitFor({ state: 'detached', timeout: 20_000 });
    await run(page);
    assert.equal(await ended(page), 'About 9,710 km.');
    assert.deepEqual(llm.requests.map((r) => r.authorization), [`Bearer ${key}`, `Bearer ${key}`]);
    assert.deepEqual(atServer(llm, forms(key), true), []);
    assert.deepEqual(await inBrowser(page, forms(key)), []);
    assert.deepEqual(await inBrowser(page, forms(PASSPHRASE)), []);

    await page.goto(`${site.url}?page=settings`);
    await shown(page);
    await badge(page, 'Key remembered, locked');
    await page.getByRole('button', { name: 'Edit Mine' }).click();
    await page.getByRole('button', { name: 'Test connection' }).click();
    await page.getByText('The key of this endpoint is locked, so nothing was sent.').first().waitFor();
    await page.locator('.doctor').getByRole('button', { name: 'Unlock' }).click();
    assert.equal(await page.evaluate(() => document.activeElement.id), 'endpoint-passphrase');
    assert.equal(llm.requests.length, 2);
  });
});

test('a passphrase that is short or mistyped is refused in words, and is changed only by who knows it', async () => {
  await withRemembered({}, async ({ page, key }) => {
    const section = page.getByRole('region', { name: 'Keys' });
    await section.getByRole('button', { name: 'Change passphrase' }).click();
    const group = section.getByRole('group', { name: 'Change passphrase' });
    const change = async (old, fresh, again) => {
      await group.getByLabel('Passphrase until now').fill(old);
      await group.getByLabel('New passphrase').fill(fresh);
      await group.getByLabel('Repeat it').fill(again);
      await group.getByRole('button', { name: 'Change' }).click();
    };
    await change(PASSPHRASE, 'a new long passphrase', 'a new lang passphrase');
    await group.getByText('The two are not alike.').waitFor();
    await change(PASSPHRASE, 'short', 'short');
    await group.getByText('The passphrase needs at least 8 characters.').waitFor();
    await change('not the passphrase', 'a new long passphrase', 'a new long passphrase');
    await group.getByText('This is not the passphrase.').waitFor({ timeout: 20_000 });
    const before = await keyRows(page);
    await change(PASSPHRASE, 'a new long passphrase', 'a new long passphrase');
    await page.getByText('The passphrase is changed.').waitFor({ timeout: 20_000 });
    const after = await keyRows(page);
    assert.equal(after.length, before.length);
    for (const row of after) assert.ok(!before.some((old) => old.data === row.data), 'sealed anew');

    await section.getByRole('button', { name: 'Lock now' }).click();
    await badge(page, 'Key remembered, locked');
    const unlocking = section.getByRole('group', { name: 'Unlock the keys' });
    await unlocking.getByLabel('Passphrase').fill('a new long passphrase');
    await unlocking.getByRole('button', { name: 'Unlock' }).click();
    await badge(page, 'Key remembered, unlocked');
    assert.deepEqual(await inBrowser(page, forms(key)), []);
  });
});

test('a run that meets a locked key pauses, says so, and goes on once it is open; another tab can lock', async () => {
  await withRemembered({ pauseMs: 1_000 }, async ({ page, site, context, llm, shot }) => {
    await link(page, 'Ask');
    await choose(page, 'Mine');
    const other = await context.newPage();
    await openSettings(other, site);
    await unlock(other, PASSPHRASE);
    await other.getByRole('button', { name: 'Lock now' }).waitFor({ timeout: 20_000 });
    await run(page);
    for (let i = 0; i < 100 && llm.requests.length === 0; i += 1) await page.waitForTimeout(50);
    await other.getByRole('button', { name: 'Lock now' }).click();
    await unlockGroup(page).waitFor();
    llm.state.pauseMs = 0;
    // The request under way ends; the next one is not made.
    await page.getByText('The key of this endpoint is locked, so nothing was sent.').first().waitFor({ timeout: 30_000 });
    assert.equal(llm.requests.length, 1);
    assert.equal(await unlockGroup(page).count(), 1, 'asked for once');
    await shot('keys-paused');
    await unlock(page, PASSPHRASE);
    assert.equal(await ended(page), 'About 9,710 km.');
    const { events } = await stored(page, runId(page));
    assert.equal(events.find((event) => event.type === 'model_failed').kind, 'key_locked');
    await other.close();
  });
});

test('a removed endpoint takes its key along, Undo does not bring it back, and Forget all leaves nothing in any tab', async () => {
  await withRemembered({}, async ({ page, site, context, llm, key }) => {
    await page.getByRole('button', { name: 'Remove Mine' }).click();
    await page.getByText('No endpoint yet.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByText('Mine is back, but its key stays forgotten.').waitFor();
    await badge(page, 'No key');
    assert.deepEqual((await keyRows(page)).map((row) => row.what), ['vault']);

    await addEndpoint(page, { llm, name: 'Under it', key, keep: 'under a passphrase' });
    await addEndpoint(page, { llm, name: 'In memory', key });
    await addEndpoint(page, { llm, name: 'In the tab', key, keep: 'until the tab is closed' });
    const kept = page.getByRole('list', { name: 'Kept keys' }).getByRole('listitem');
    await kept.nth(2).waitFor();
    assert.equal(await kept.count(), 3);
    const other = await context.newPage();
    await openSettings(other, site);
    await addEndpoint(other, { llm, name: 'Elsewhere', key, keep: 'until the tab is closed' });

    await page.getByRole('button', { name: 'Forget all keys…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Forget all keys?' });
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    assert.equal(await kept.count(), 3, 'nothing without a yes');
    await page.getByRole('button', { name: 'Forget all keys…' }).click();
    await dialog.getByRole('button', { name: 'Forget all' }).click();
    await page.getByText('All keys are forgotten.').waitFor();
    await page.getByText('No key is kept.').waitFor();
    await other.getByText('No key is kept.').waitFor();
    assert.deepEqual(await keyRows(page), []);
    for (const one of [page, other]) assert.deepEqual(await inBrowser(one, forms(key)), []);
    await page.getByText('No passphrase is set').waitFor();
    await page.reload();
    await shown(page);
    await page.getByText('No key is kept.').waitFor();
    await other.close();
  });
});

test('rows of a newer version are told of and left alone', async () => {
  await withRemembered({}, async ({ page }) => {
    await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const open = indexedDB.open('toolgrove');
          open.onsuccess = () => {
            const tx = open.result.transaction('keys', 'readwrite');
            tx.objectStore('keys').put('{"v":2,"what":"vault"}', '@vault');
            tx.oncomplete = () => { open.result.close(); resolve(); };
            tx.onerror = () => reject(tx.error);
          };
        }),
    );
    await page.reload();
    await shown(page);
    await page.getByText('A newer version of this page wrote the remembered keys').waitFor();
    assert.ok((await keyRows(page)).some((row) => row.v === 2));
  });
});
