// What a run knows of its models: attempts, a conversation made shorter, further calls, roles, prices.
import test from 'node:test';
import assert from 'node:assert/strict';
import { shown, withSite } from './lib/fixture.mjs';
import { ended, run, runId, stored } from './lib/ask.mjs';
import { serveLlm } from './lib/llm_server.mjs';

const QUESTION = 'What are the public holidays in the United States and in Germany in 2025?';
const NETWORK = /Failed to load resource/;
const holidays = (country) => ({ name: /public_holidays/, arguments: { country, year: 2025 } });
const ASKS = { text: 'I look them up.', calls: [holidays('US')], usage: [900, 20] };
const MORE = { text: 'And there.', calls: [holidays('DE')], usage: [950, 20] };
const finish = (args) => ({ name: 'Finish', arguments: args });
const ANSWERS = { text: 'Done.', calls: [finish({ return_type: 'give_answer', final_answer: 'They are listed.' })], usage: [950, 25] };
const GIVES_UP = { calls: [finish({ return_type: 'give_up_and_restart' })], usage: [100, 10] };

async function addEndpoint(page, url, model) {
  await page.getByRole('button', { name: 'Add an endpoint' }).click();
  await page.getByLabel('Base URL').fill(url);
  await page.getByLabel('Model', { exact: true }).first().fill(model);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.endpoint').getByText(model, { exact: true }).first().waitFor();
}

/** Settings with an endpoint that answers by `script`; `settings` may do more there. Then the question is run. */
async function withRun({ script, models = ['scripted'], settings, method }, body) {
  const llm = await serveLlm({ script });
  try {
    await withSite({}, async (f) => {
      const { page, site } = f;
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      for (const model of models) await addEndpoint(page, llm.url, model);
      await settings?.(page);
      await page.getByRole('link', { name: 'Ask' }).first().click();
      await page.locator('#model').selectOption({ label: models[0] });
      if (method) await page.locator('#method').selectOption(method);
      await run(page, QUESTION);
      await body({ ...f, llm });
      assert.deepEqual(llm.state.slips, []);
    });
  } finally {
    await llm.close();
  }
}

const timeline = async (page) => {
  await page.getByRole('tab', { name: 'Timeline' }).click();
  return page.locator('.run-view');
};

test('a failed request that is made again is in the timeline, the counters and the stored trace', async () => {
  const script = [{ fault: 'rate_limit' }, ASKS, ANSWERS];
  await withRun({ script }, async ({ page, noise }) => {
    noise.allow(NETWORK);
    assert.equal(await ended(page), 'They are listed.');
    const { events } = await stored(page, runId(page));
    const [retried] = events.filter((event) => event.type === 'model_retried');
    assert.equal(retried.ask, 0);
    assert.equal(retried.attempt, 2);
    assert.equal(retried.kind, 'rate_limited');
    assert.equal(retried.wait_ms, 2000);
    await page.locator('.stat').filter({ hasText: 'Retries' }).getByText('1', { exact: true }).waitFor();
    await (await timeline(page)).getByText(/Attempt 2 after 2\.0 s: /).waitFor();
    // The step that came of it says so too, also after a reload.
    await page.getByRole('tab', { name: 'Tree' }).click();
    await page.locator('.card').nth(1).click();
    await page.locator('.inspector .attempts').getByText(/Attempt 2 after 2\.0 s: /).waitFor();
    await page.reload();
    await shown(page);
    await (await timeline(page)).getByText(/Attempt 2 after 2\.0 s: /).waitFor();
  });
});

test('a conversation that is refused as too long is asked again shortened, and the run completes', async () => {
  const script = (_, n) => [ASKS, MORE, { fault: 'too_long' }, ANSWERS][n];
  await withRun({ script }, async ({ page, llm, noise }) => {
    noise.allow(NETWORK);
    assert.equal(await ended(page), 'They are listed.');
    const [refused, again] = llm.requests.filter((r) => r.method === 'POST').slice(2).map((r) => r.body.messages);
    assert.deepEqual(again.map((m) => m.role), refused.map((m) => m.role));
    const cut = again.filter((m, i) => m.content !== refused[i].content);
    assert.ok(cut.length > 0 && JSON.stringify(again).length < JSON.stringify(refused).length);
    assert.deepEqual([...new Set(cut.map((m) => m.role))], ['tool'], 'the instructions stay');
    assert.match(cut[0].content, /Toolgrove left out \d+ more characters/);
    const { events } = await stored(page, runId(page));
    const [event] = events.filter((e) => e.type === 'context_shortened');
    assert.ok(event.observations >= 1 && event.to_tokens < event.from_tokens);
    assert.ok(events.every((e) => e.type !== 'model_failed'));
    await (await timeline(page)).getByText(/would not fit the model/).waitFor();
    // What the search keeps is whole.
    assert.ok(events.filter((e) => e.type === 'api_returned').every((e) => !e.observation.includes('left out')));
  });
});

test('further calls and reasoning of a reply are shown at its step and were not made', async () => {
  const first = { ...ASKS, calls: [holidays('US'), holidays('FR')], reasoning: 'Two countries, so two calls.' };
  await withRun({ script: [first, ANSWERS] }, async ({ page }) => {
    assert.equal(await ended(page), 'They are listed.');
    const { events, head } = await stored(page, runId(page));
    assert.equal(head.summary.api_calls, 1);
    const replied = events.find((event) => event.type === 'model_replied');
    assert.equal(replied.beside.extra_calls.length, 1);
    assert.equal(replied.beside.reasoning, 'Two countries, so two calls.');
    await page.locator('.card').nth(1).click();
    const extra = page.locator('.inspector .extra-calls');
    await extra.getByText('Further calls of this reply: 1').waitFor();
    await extra.getByText('The search makes one call a step').waitFor();
    assert.match(await extra.locator('li').innerText(), /public_holidays.*FR/);
    const reasoning = page.locator('.inspector .reasoning');
    assert.equal(await reasoning.locator('pre').isVisible(), false);
    await reasoning.locator('summary').click();
    await reasoning.getByText('Two countries, so two calls.').waitFor();
  });
});

test('a run takes its price from the table and shows what it cost', async () => {
  // 1,850 tokens sent at 0.15 and 45 received at 0.60 a million.
  await withRun({ script: [ASKS, ANSWERS], models: ['gpt-4o-mini'] }, async ({ page, site }) => {
    assert.equal(await ended(page), 'They are listed.');
    const id = runId(page);
    await page.locator('.stat').filter({ hasText: 'Cost' }).getByText('0.000304 USD').waitFor();
    await page.locator('.card').nth(1).click();
    await page.locator('.inspector .model-used').getByText('900 tokens sent, 20 received · 0.000147 USD').waitFor();
    assert.equal((await stored(page, id)).head.summary.cost.micros, 304);
    await page.goto(`${site.url}?page=runs`);
    await page.locator(`[data-run="${id}"]`).getByText(/0\.000304 USD/).waitFor();
    await page.locator(`[data-run="${id}"] .run-question`).click();
    await page.locator('.card').first().click();
    await page.locator('.model-use').getByText(/gpt-4o-mini · Replies: 2 · 1,850 tokens sent, 45 received · 0\.000304 USD/).waitFor();
  });
});

test('a ranker of its own compares branches, at a price of its own', async () => {
  let step = 0;
  const script = (body) => {
    if (body.model === 'small') return { text: 'A is better: A', usage: [1000, 1] };
    step += 1;
    return step === 1 ? GIVES_UP : ANSWERS;
  };
  const settings = async (page) => {
    await page.getByRole('button', { name: 'Add a model' }).click();
    const row = page.locator('.prices tbody tr').last();
    for (const [at, text] of ['sma*', '2', '1.5'].entries()) {
      await row.locator('input').nth(at).fill(text);
      await row.locator('input').nth(at).blur();
    }
    await page.locator('[data-role="ranker"]').getByLabel('Same as the solver').uncheck();
    await page.locator('#role-ranker').selectOption({ label: 'small' });
    await page.reload();
    await shown(page);
    assert.equal(await page.locator('.prices tbody tr').last().locator('input').first().inputValue(), 'sma*');
    assert.equal(await page.locator('#role-ranker option:checked').innerText(), 'small');
    await page.locator('[data-role="judge"]').getByText(/No page uses this role yet/).waitFor();
  };
  await withRun({ script, models: ['gpt-4o', 'small'], settings, method: 'dfs' }, async ({ page, llm }) => {
    assert.equal(await ended(page), 'They are listed.');
    const asked = llm.requests.filter((r) => r.method === 'POST').map((r) => [r.body.model, Boolean(r.body.tools)]);
    assert.deepEqual(asked, [['gpt-4o', true], ['gpt-4o', true], ['small', false], ['small', false]]);
    const { events } = await stored(page, runId(page));
    assert.equal(events.filter((event) => event.type === 'rank_asked').length, 2);
    await page.locator('.card').first().click();
    // 1,050 at 2.50 and 35 at 10; 2,000 at 2 and 2 at 1.50 a million.
    const used = page.locator('.model-use');
    await used.getByText(/gpt-4o · Replies: 2 · 1,050 tokens sent, 35 received · 0\.002975 USD/).waitFor();
    await used.getByText(/small · Replies: 2 · 2,000 tokens sent, 2 received · 0\.004003 USD/).waitFor();
    await page.locator('.stat').filter({ hasText: 'Cost' }).getByText('0.006978 USD').waitFor();
  });
});
