// Budgets that end a run with words, and ToolBench's answer files: out of one browser and into another.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { shown, withSite } from './lib/fixture.mjs';
import { POLAR, ended, openAsk, pace, run, runId, stored } from './lib/ask.mjs';

const badge = (page, words) => page.locator('.badge', { hasText: words }).first().waitFor({ timeout: 30_000 });

test('a budget of tokens ends a run in words, before its first call, also after a reload', async () => {
  await withSite({}, async ({ page, site, shot }) => {
    await openAsk(page, site);
    await pace(page, false);
    await page.getByText('Search settings').click();
    assert.equal(await page.locator('#price_prompt').count(), 0, 'the planner has no price');
    await page.locator('#max_cost').fill('0.25');
    await page.locator('#max_tokens').focus();
    await page.locator('#price_prompt').waitFor();
    await page.locator('#max_cost').fill('');
    await page.locator('#max_tokens').fill('many');
    await page.locator('#max_seconds').focus();
    assert.equal(await page.locator('#max_tokens').inputValue(), '', 'what is no amount is not taken');
    await page.locator('#max_tokens').fill('1');
    await page.locator('#max_seconds').focus();
    await shot('budgets');
    await run(page, POLAR);
    assert.match(await ended(page), /budget of 1 tokens is used up/);
    await badge(page, 'Out of budget');
    const { head, events } = await stored(page, runId(page));
    assert.equal(head.summary.outcome.out_of_budget.budget, 'tokens');
    assert.equal(events.filter((event) => event.type === 'model_asked').length, 1);
    assert.equal(events.filter((event) => event.type === 'api_called').length, 0);
    await page.reload();
    await shown(page);
    assert.match(await ended(page), /budget of 1 tokens is used up/);
  });
});

/** Runs the first example's question and exports it; gives the answer file. */
async function exported() {
  let file;
  await withSite({}, async ({ page, site }) => {
    await openAsk(page, site);
    await pace(page, false);
    await run(page, POLAR);
    await ended(page);
    const id = runId(page);
    await page.goto(`${site.url}?page=runs`);
    await shown(page);
    const button = page.getByRole('button', { name: 'Export as ToolBench answer' });
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    file = { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
    assert.equal(file.name, `${id}_DFS_woFilter_w2.json`);
  });
  return file;
}

test('a run becomes an answer file, and that a marked run in a fresh profile; bad files are named', async () => {
  const file = await exported();
  const answer = JSON.parse(file.text);
  assert.equal(answer.win, true);
  assert.equal(answer.answer_generation.query, POLAR);
  await withSite({}, async ({ page, site, shot }) => {
    await page.goto(`${site.url}?page=runs`);
    await shown(page);
    const of = (name, text) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    const files = [of('bad.json', '{"answer_generation": {}}'), of(file.name, file.text), of('worse.json', '{')];
    await page.locator('.file-picker input[type="file"]').first().setInputFiles(files);
    const row = page.locator('.run-row');
    await row.getByText('Imported from a ToolBench answer file').waitFor();
    assert.equal(await row.count(), 1);
    const problems = await page.locator('.error-banner pre').textContent();
    assert.match(problems, /bad\.json, 1: answer file: \$\.win: expected true or false/);
    assert.match(problems, /worse\.json/);
    assert.equal(await row.getByText('Resume').count(), 0, 'it is not to be resumed');
    assert.equal(await row.getByRole('button', { name: 'Export as ToolBench answer' }).count(), 0);
    // Its file does not say by which model it is: a person may, and votes are counted by it.
    await row.getByRole('button', { name: 'Name its model' }).click();
    const field = row.getByRole('textbox', { name: `Model that made “${POLAR}”` });
    await field.fill(' ToolLLaMA ');
    await field.press('Enter');
    await row.getByText(/DFSDT · ToolLLaMA/).waitFor();
    await shot('imported-answer');
    await row.locator('.run-question').click();
    await page.locator('.card[data-state="answered"]').waitFor();
    await page.locator('.answer-text').getByText(/0 h 0 min/).waitFor();
    const total = await page.locator('.replay input[type="range"]').getAttribute('max');
    assert.ok(Number(total) > 10, 'it can be replayed');
    await page.getByRole('button', { name: 'Back one event' }).click();
    await page.reload();
    await shown(page);
    await page.getByText('Imported from a ToolBench answer file').waitFor();
  });
});

test('the prompts of an answer file are adopted for new runs, and are still there after a reload', async () => {
  const file = await exported();
  const name = file.name.replace(/\.json$/, '');
  await withSite({}, async ({ page, site }) => {
    await openAsk(page, site);
    await pace(page, false);
    await page.getByText('Search settings').click();
    const picker = page.locator('.search-settings .file-picker input[type="file"]');
    await picker.setInputFiles({ name: 'none.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await page.locator('.search-settings .problem', { hasText: /none\.json: .*format: expected prompt-set-1/ }).waitFor();
    await picker.setInputFiles({ name: 'vast.json', mimeType: 'application/json', buffer: Buffer.alloc(2 ** 20 + 1, ' ') });
    await page.locator('.search-settings .problem', { hasText: 'vast.json: The file is too large: at most 1.0 MB are read.' }).waitFor();
    await picker.setInputFiles({ name: file.name, mimeType: 'application/json', buffer: Buffer.from(file.text) });
    await page.locator('#prompts option:checked', { hasText: name }).waitFor({ state: 'attached' });
    await run(page, POLAR);
    assert.match(await ended(page), /0 h 0 min/);
    await page.reload();
    await shown(page);
    await page.getByText('Search settings').click();
    await page.locator('#prompts option', { hasText: name }).waitFor({ state: 'attached' });
  });
});
