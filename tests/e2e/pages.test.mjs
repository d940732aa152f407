// Every page, at the top and below a path, by a host that answers 404 for what is no file: it reloads as it was, in
// silence, also deep in its state.
import test from 'node:test';
import assert from 'node:assert/strict';
import { BASES, shown, withSite } from './lib/fixture.mjs';
import { POLAR, openAsk, pace, runToEnd } from './lib/ask.mjs';
import { STUDY, serveStudy } from './lib/study.mjs';

const PAGES = {
  ask: 'Ask',
  runs: 'Runs',
  apis: 'APIs',
  judge: 'Judge',
  settings: 'Settings',
  nonsense: 'No such page',
};

const heading = (page, words) => page.locator('h1', { hasText: new RegExp(`^${words}$`) }).waitFor({ state: 'attached', timeout: 30_000 });

for (const base of BASES) {
  test(`every page reloads at ${base}`, async () => {
    await withSite({ base }, async ({ page, site }) => {
      for (const [name, words] of Object.entries(PAGES)) {
        await page.goto(`${site.url}?page=${name}`);
        await shown(page);
        await heading(page, words);
        await page.reload();
        await shown(page);
        await heading(page, words);
        assert.equal(await page.locator('h1').count(), 1);
        assert.equal(new URL(page.url()).search, `?page=${name}`);
      }
      await page.goBack();
      await shown(page);
      await heading(page, PAGES.settings);
    });
  });

  test(`a step of a stored run at a moment of it reloads at ${base}`, async () => {
    await withSite({ base }, async ({ page, site }) => {
      await openAsk(page, site);
      await pace(page, false);
      const { head, events } = await runToEnd(page, POLAR);
      const refusal = events.find((event) => event.type === 'api_returned' && !event.by_search);
      const at = refusal.seq + 1;
      const search = `?page=runs&run=${head.id}&node=${refusal.node}&t=${at}`;
      const check = async () => {
        await shown(page);
        assert.equal(await page.locator('h1').innerText(), POLAR);
        await page.locator('.replay').getByText(`${at} of ${events.length}`).waitFor();
        await page.locator('.inspector').getByText(/polar night/).first().waitFor();
        assert.equal(await page.locator('.card[data-state="answered"]').count(), 0, 'it is not yet answered at that moment');
        assert.equal(new URL(page.url()).search, search);
      };
      await page.goto(site.url + search);
      await check();
      await page.reload();
      await check();
      await page.goto(`${site.url}?run=${head.id}`);
      await shown(page);
      assert.equal(await page.locator('h1').innerText(), POLAR);
      await page.locator('.card[data-state="answered"]').waitFor();
    });
  });

  test(`a study at an address below the page opens and reloads at ${base}`, async () => {
    await withSite({ base }, async ({ page, site }) => {
      const asked = [];
      site.state.intercept = serveStudy(asked);
      const pair = async () => {
        await shown(page);
        await heading(page, PAGES.judge);
        await page.getByText(STUDY.instructions).waitFor();
        return page.locator('.judge-pair').innerText();
      };
      await page.goto(`${site.url}?study=shared/study.json`);
      const first = await pair();
      const { search } = new URL(page.url());
      assert.match(search, /^\?page=judge&study=[0-9a-f]{64}$/);
      await page.reload();
      assert.equal(await pair(), first, 'the same pair, the same sides');
      assert.equal(new URL(page.url()).search, search);
      assert.deepEqual(asked, ['shared/study.json'], 'it is kept');
      await page.goto(`${site.url}?study=shared/study.json`);
      assert.equal(await pair(), first);
    });
  });
}
