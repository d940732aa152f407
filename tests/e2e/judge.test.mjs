// Judging blind: by keyboard, with undo, over a reload, as files to a second browser and back, and from addresses.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { POLAR, openAsk, pace, runToEnd } from './lib/ask.mjs';
import { fits, shown, withSite } from './lib/fixture.mjs';
import { STUDY, pairSeen, serveStudy } from './lib/study.mjs';

/** Chromium's own lines about requests that a test makes fail on purpose. */
const NETWORK = /Failed to load resource|net::ERR_/;
/** Presses a key as somebody does who has seen the pair. */
async function press(page, key) {
  await pairSeen(page);
  await page.keyboard.press(key);
}

const said = (page, pattern) => page.locator('.judge-said', { hasText: pattern }).waitFor({ timeout: 30_000 });
const pair = (page) => page.locator('.judge-pair').innerText();
const allJudged = (page) => page.locator('.badge', { hasText: 'All judged' }).waitFor({ timeout: 30_000 });
const picker = (page) => page.locator('.file-picker input[type="file"]').first();
const report = (page, pattern) => page.locator('.judge-report', { hasText: pattern }).waitFor({ timeout: 30_000 });

async function give(page, name, contents) {
  await picker(page).setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(contents) });
}

/** Presses a download button; gives the file's name and text. */
async function download(page, name) {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

/** All stored votes, read past the page, by revision. */
async function votes(page) {
  const rows = await page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const open = indexedDB.open('toolgrove');
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const db = open.result;
          const all = db.transaction('votes').objectStore('votes').getAll();
          all.onerror = () => reject(all.error);
          all.onsuccess = () => {
            db.close();
            resolve(all.result);
          };
        };
      }),
  );
  return rows.map((row) => JSON.parse(row)).sort((a, b) => a.revision - b.revision);
}

/** Runs the first example with both methods; the page goes to the blind pair by itself. */
async function runBoth(page, site) {
  await page.goto(`${site.url}?page=ask`);
  await shown(page);
  await page.locator('#slow').setChecked(false);
  await page.locator('.example').first().click();
  // Before the collection has arrived the button does nothing.
  const button = page.getByRole('button', { name: 'Run both and judge' });
  for (let i = 0; i < 40 && !page.url().includes('page=judge'); i += 1) {
    if (await button.isVisible()) await button.click({ timeout: 2_000 }).catch(() => {});
    await page.waitForURL(/page=judge/, { timeout: 1_500 }).catch(() => {});
  }
  await page.locator('.judge-pair').waitFor();
}

async function setRater(page, id) {
  await page.locator('#judge-rater').fill(id);
  await page.getByRole('button', { name: 'Use this id' }).click();
  await page.getByText('From now on you judge under this id.').waitFor();
}

test('a pair is judged by keyboard, undone, judged again: one vote, right sides, right files; and to a friend and back', async () => {
  await withSite({}, async ({ page, site, shot }) => {
    await runBoth(page, site);
    const blind = await pair(page);
    assert.doesNotMatch(blind, /DFSDT|ReACT|planner|\bms\b/i, 'nothing tells who made a path');
    await shot('judge-pair');
    // The chain gives up on this question, the tree search answers.
    const answer = (letter) => page.locator(`.judge-side-${letter} .judge-answer-text`).innerText();
    const answers = [await answer('a'), await answer('b')];
    const empty = answers.map((text) => text === 'No final answer.');
    assert.notEqual(empty[0], empty[1], answers.join(' | '));
    const [better, verdict] = empty[0] ? ['2', 'b'] : ['1', 'a'];

    // Keys that are typed, or held with others, are no votes.
    await page.locator('#judge-rater').press('1');
    await page.locator('#judge-rater').blur();
    await press(page, 'Control+1');
    await pairSeen(page);
    assert.deepEqual(await votes(page), []);

    await press(page, '4');
    await allJudged(page);
    await said(page, /Both bad/);
    await press(page, 'u');
    await said(page, /Taken back/);
    assert.equal(await pair(page), blind, 'the same pair, the same sides');
    // A double press is one vote.
    await press(page, better);
    await page.keyboard.press(better);
    await allJudged(page);
    await page.reload();
    await shown(page);
    await allJudged(page);
    await shot('judge-results');

    const kept = await votes(page);
    assert.deepEqual(kept.map((vote) => vote.verdict), ['both_bad', 'withdrawn', verdict]);
    assert.ok(kept.every((vote) => vote.shown_ms > 0 && vote.answered_ms >= vote.shown_ms));
    const study = await download(page, 'Download study.json');
    const { items, study_hash: hash } = JSON.parse(study.text);
    assert.equal(items.length, 1);
    const sides = [items[0].first, items[0].second];
    const winner = sides.find((side) => side.path.final_answer !== null);
    const loser = sides.find((side) => side !== winner);
    assert.match(winner.method, /DFS/);
    for (const vote of kept) {
      const shownAs = verdict === 'a' ? [winner, loser] : [loser, winner];
      assert.deepEqual([vote.left_run_id, vote.right_run_id], shownAs.map((side) => side.run_id));
      assert.equal(vote.study_hash, hash);
    }
    const own = await download(page, 'Download votes (JSON lines)');
    assert.match(own.name, /\.jsonl$/);
    const lines = own.text.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(lines.map((vote) => vote.id).sort(), kept.map((vote) => vote.id).sort());
    const csv = (await download(page, 'Download votes (CSV)')).text.trim().split('\r\n');
    assert.equal(csv.length, 2, 'a header and the one vote that counts');
    const cells = Object.fromEntries(csv[0].split(',').map((name, i) => [name, csv[1].split(',')[i]]));
    assert.equal(cells.winner_run_id, winner.run_id);
    assert.equal(cells.verdict, verdict);
    const method = { 'DFS_woFilter_w2': 'DFSDT', 'CoT@1': 'ReACT' }[winner.method];
    const row = page.getByRole('row').filter({ hasText: method });
    assert.equal((await row.getByRole('cell').first().innerText()).trim(), '1', 'one win');
    await page.locator('.judge-revealed-row', { hasText: `${verdict.toUpperCase()}: ${method}` }).waitFor();

    // To a second browser: the same queue for the same rater, another rater's votes come back.
    let back;
    await withSite({}, async ({ page: friend, site: there }) => {
      await friend.goto(`${there.url}?page=judge`);
      await shown(friend);
      await friend.getByText('Nothing to judge yet').waitFor();
      await give(friend, 'study.json', study.text);
      await friend.locator('.judge-pair').waitFor();
      assert.equal(new URL(friend.url()).searchParams.get('study'), hash);
      await setRater(friend, kept[0].rater_id);
      assert.equal(await pair(friend), blind, 'the same rater is shown the same');
      await setRater(friend, 'a friend');
      await press(friend, '3');
      await allJudged(friend);
      back = (await download(friend, 'Download votes (JSON lines)')).text;
      assert.equal((await download(friend, 'Download study.json')).text, study.text, 'the file went round unchanged');
      // The first rater's votes merge there too.
      await give(friend, 'votes.jsonl', own.text);
      await report(friend, /new votes: 3, known already: 0, refused: 0/);
      await friend.getByText('Votes: 2. Raters: 2.').waitFor();
    });
    await give(page, 'votes.jsonl', back);
    await report(page, /new votes: 1, known already: 0, refused: 0/);
    await page.getByText('Votes: 2. Raters: 2.').waitFor();
    await give(page, 'votes.jsonl', back);
    await report(page, /new votes: 0, known already: 1, refused: 0/);
    await give(page, 'votes.jsonl', `${back.replace('"tie"', '"a"')}{"version":1}\n`);
    await report(page, /new votes: 0, known already: 0, refused: 2/);
    assert.equal((await votes(page)).length, 4);
  });
});

test('four runs of two questions, selected in Runs, are one study of two pairs', async () => {
  await withSite({}, async ({ page, site }) => {
    await openAsk(page, site);
    await pace(page, false);
    const made = [];
    // Of both the tree search finds an answer, and the chain gives up: no pair is identical.
    for (const question of [POLAR, POLAR.replace('12-21', '12-22')]) {
      for (const method of ['dfsdt', 'react']) {
        await page.locator('#method').selectOption(method);
        made.push((await runToEnd(page, question)).head);
      }
    }
    await page.goto(`${site.url}?page=runs`);
    await shown(page);
    const select = ({ id }) => page.locator(`.run-row[data-run="${id}"]`).getByRole('checkbox').check();
    const [first, against, second, againstSecond] = made;
    await page.getByText('Select two or more runs of one question').waitFor();
    await select(first);
    await select(second);
    await page.getByRole('button', { name: 'Judge the two blind' }).click();
    await page.locator('.error-banner', { hasText: 'Choose two runs of one question' }).waitFor();
    await select(against);
    await page.getByText('Left out, as no other selected run answers the same question: 1').waitFor();
    await select(againstSecond);
    await page.getByText('Left out, as no other selected run').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Judge 2 pairs blind' }).click();
    await page.waitForURL(/page=judge/);
    await page.getByText('0 / 2').waitFor();
    await press(page, '3');
    await page.getByText('1 / 2').waitFor();
    await press(page, '3');
    await allJudged(page);
    const { name, items } = JSON.parse((await download(page, 'Download study.json')).text);
    assert.ok(name.startsWith(first.question.slice(0, 40)) && name.endsWith(' (+1)'), name);
    const pairs = items.map((item) => [item.query, item.first.run_id, item.second.run_id]);
    assert.deepEqual(pairs, [
      [first.question, first.id, against.id],
      [second.question, second.id, againstSecond.id],
    ]);
  });
});

test('a study of several: skip, long texts, results before the end, identical pairs, the list', async () => {
  await withSite({}, async ({ page, site, shot }) => {
    await page.goto(`${site.url}?page=judge`);
    await shown(page);
    await give(page, 'by-hand.json', JSON.stringify(STUDY));
    await page.getByText('Look for facts.').waitFor();
    await page.getByText('0 / 3').waitFor();
    const question = () => page.locator('.judge-question-text').innerText();
    const first = await question();
    await press(page, 's');
    await page.locator('.judge-question-text').filter({ hasNotText: first }).waitFor();
    const second = await question();

    const long = page.locator('.judge-long dd').first();
    const folded = (await long.boundingBox()).height;
    await page.getByRole('button', { name: 'Show long texts in full' }).click();
    assert.ok((await long.boundingBox()).height > folded, 'unfolded');

    await press(page, '1');
    await page.getByText('1 / 3').waitFor();
    assert.ok(![first, second].includes(await question()), 'the one after the skipped one');
    await page.reload();
    await shown(page);
    await page.getByText('1 / 3').waitFor();

    await page.getByRole('button', { name: 'Show results before the end' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Show results' }).click();
    await page.getByText('Votes: 1. Raters: 1.').waitFor();
    await page.locator('.judge-identical', { hasText: 'Same twice?' }).waitFor();
    assert.equal(await page.locator('.judge-revealed-row').count(), 1, 'only what was judged is revealed');
    await press(page, '2');
    assert.equal((await votes(page)).length, 1, 'no vote while results are shown');
    await page.getByRole('button', { name: 'Go on judging' }).first().click();

    await press(page, '3');
    await page.getByText('2 / 3').waitFor();
    await press(page, 'Control+z');
    await page.getByText('1 / 3').waitFor();
    await press(page, '3');
    await page.getByText('2 / 3').waitFor();
    await press(page, '2');
    await allJudged(page);
    await shot('judge-several');
    await page.getByRole('link', { name: 'All studies' }).click();
    const row = page.locator('.judge-study', { hasText: 'Made by hand' });
    await row.getByText('Judged: 3 of 3').waitFor();

    // A study can be deleted; its votes outlive it, and it comes back as it was.
    await row.getByRole('button', { name: 'Delete' }).click();
    const toast = page.locator('.toast', { hasText: 'Deleted: Made by hand.' });
    await toast.waitFor();
    await page.getByText('Nothing to judge yet').waitFor();
    assert.equal((await votes(page)).filter((vote) => vote.verdict !== 'withdrawn').length, 4);
    await toast.getByRole('button', { name: 'Undo' }).click();
    await row.getByText('Judged: 3 of 3').waitFor();
    await row.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });
    await page.reload();
    await shown(page);
    await page.getByText('Nothing to judge yet').waitFor();
    await give(page, 'by-hand.json', JSON.stringify(STUDY));
    await allJudged(page);
  });
});

test('a study opens from its address; another site is called only once the person agrees', async () => {
  await withSite({ base: '/a/b/' }, async ({ page, site, noise }) => {
    noise.allow(NETWORK);
    site.state.intercept = serveStudy([]);
    await page.goto(`${site.url}?study=shared/study.json`);
    await shown(page);
    await page.locator('.judge-pair').waitFor();
    assert.match(new URL(page.url()).searchParams.get('study'), /^[0-9a-f]{64}$/);
    await page.goto(`${site.url}?page=judge&study=shared/none.json`);
    await page.getByText(/answers with status 404/).first().waitFor();
    await page.goto(`${site.url}?page=judge&study=${'0'.repeat(64)}`);
    await page.getByText(/There is no study 00000000 on this device/).waitFor();

    await withSite({}, async ({ page: other, site: elsewhere, noise: heard }) => {
      heard.allow(NETWORK);
      const asked = [];
      site.state.intercept = serveStudy(asked);
      const far = `${site.url}shared/study.json`;
      await other.goto(`${elsewhere.url}?page=judge&study=${encodeURIComponent(far)}`);
      await shown(other);
      const agree = other.getByRole('button', { name: `Fetch from ${new URL(far).origin}` });
      await agree.waitFor();
      assert.deepEqual(asked, []);
      await agree.click();
      await other.locator('.judge-pair').waitFor();
      assert.deepEqual(asked, ['shared/study.json']);
      assert.match(new URL(other.url()).searchParams.get('study'), /^[0-9a-f]{64}$/);
    });
  });
});

test('a bad file is refused with its place and what helps', async () => {
  await withSite({ viewport: { width: 390, height: 844 } }, async ({ page, site, shot }) => {
    await page.goto(`${site.url}?page=judge`);
    await shown(page);
    const whole = JSON.stringify(STUDY, null, 1);
    await give(page, 'cut.json', whole.slice(0, whole.length / 2));
    await report(page, /broken at line \d+, column \d+/);
    const misfit = structuredClone(STUDY);
    misfit.items[1].second.run_id = 7;
    await give(page, 'misfit.json', JSON.stringify(misfit));
    await report(page, /does not fit at \$\.items\[1\]\.second\.run_id/);
    await give(page, 'changed.json', JSON.stringify({ ...STUDY, study_hash: '0'.repeat(64) }));
    await report(page, /changed after it was made/);
    await give(page, 'other.json', '{"runs": []}');
    await report(page, /no study/);
    await give(page, 'votes.csv', 'vote_id\r\n');
    await report(page, /not read back/);
    await page.getByText('Nothing to judge yet').waitFor();
    await give(page, 'good.json', whole);
    await page.locator('.judge-pair').waitFor();
    await fits(page);
    await shot('judge-phone');
  });
});
