// A person in the model's place, by keyboard alone; and a recorded run in the model's place.
import test from 'node:test';
import assert from 'node:assert/strict';
import { decisions, ended, meaningReady, openAsk, rank, run, runId, stored, storedPause } from './lib/ask.mjs';
import { shown, withSite } from './lib/fixture.mjs';
import { tabTo } from './lib/keyboard.mjs';

const QUESTION = 'How far apart are Paris and Tokyo in kilometers?';
const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };

/** Waits until the person is asked for step `n`, and for the focus to be where the request is told. */
async function myTurn(page, n) {
  await page.locator('.person.waiting .person-turn', { hasText: `step ${n}.` }).waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'person-title');
}

const value = (page, selector) => page.locator(selector).inputValue();

/** Chooses in a list as a person types: the browser looks for what begins so. */
async function choose(page, selector, words, expect) {
  await tabTo(page, selector);
  await page.keyboard.type(words);
  assert.equal(await value(page, selector), expect);
}

test('a starter question is answered by a person with the keyboard alone, and the recording answers it again', async () => {
  await withSite({ retriever: true }, async ({ page, site }) => {
    await openAsk(page, site);
    await meaningReady(page);
    await tabTo(page, '#question');
    await page.keyboard.type(QUESTION);
    await page.locator('#retrieval-state[data-state="meaning"]').waitFor();
    await page.waitForFunction((q) => document.querySelector('#retrieval-state')?.dataset.ranked === q, QUESTION);
    await choose(page, '#model', 'You (be', 'person');
    await tabTo(page, '.run-buttons .btn-primary');
    await page.keyboard.press('Enter');

    // A call that no careful model makes: no such function, and no JSON.
    await myTurn(page, 1);
    assert.match(await page.locator('.person-message.newest').innerText(), /How far apart/);
    await tabTo(page, '#person-thought');
    await page.keyboard.type('I guess a name.');
    await tabTo(page, '#person-raw');
    await page.keyboard.press('Space');
    await tabTo(page, '#person-function', 'Shift+Tab');
    await page.keyboard.type('teleport');
    await tabTo(page, '#person-arguments');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('{"to": ');
    await page.keyboard.press('Control+Enter');

    // The right one. What is missing is told at its field, which has the focus then.
    await myTurn(page, 2);
    assert.match(await page.locator('.person-message.newest').innerText(), /No such function/);
    const names = await page.locator('#person-function option').evaluateAll((all) => all.map((one) => one.value));
    const name = names.find((one) => one.startsWith('distance_between_for'));
    assert.ok(name, names.join(', '));
    await choose(page, '#person-function', name, name);
    await tabTo(page, '#person-field-0');
    await page.keyboard.type('Paris');
    await page.keyboard.press('Control+Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'person-field-1');
    assert.equal(await page.locator('#person-field-1').getAttribute('aria-invalid'), 'true');
    assert.match(await page.locator('#person-field-1-problem').innerText(), /needed/);
    await page.keyboard.type('Tokyo');
    await tabTo(page, '.person-send .btn-primary');
    await page.keyboard.press('Enter');

    // The answer.
    await myTurn(page, 3);
    await tabTo(page, 'input[name="person-act"]');
    await page.keyboard.press('ArrowDown');
    assert.ok(await page.locator('#person-act-answer').isChecked());
    await tabTo(page, '#person-answer');
    await page.keyboard.type('About 9,700 km.');
    await page.keyboard.press('Control+Enter');
    assert.equal(await ended(page), 'About 9,700 km.');
    assert.equal(await page.locator('.person').count(), 0);

    const mine = await stored(page, runId(page));
    assert.equal(mine.head.model, 'person');
    const said = mine.events.filter((event) => event.type === 'model_replied');
    assert.deepEqual(said[0].message, {
      role: 'assistant',
      content: 'I guess a name.',
      function_call: { name: 'teleport', arguments: '{"to": ' },
    });
    assert.equal(said[1].message.content, null);
    assert.equal(said[1].message.function_call.name, name);
    const places = Object.values(JSON.parse(said[1].message.function_call.arguments));
    assert.deepEqual(places, ['Paris', 'Tokyo']);
    assert.deepEqual(JSON.parse(said[2].message.function_call.arguments), {
      return_type: 'give_answer',
      final_answer: 'About 9,700 km.',
    });
    assert.ok(said.every((event) => event.usage.estimated && event.usage.prompt > 0));
    // No such function, an observation, the answer.
    assert.deepEqual(mine.events.filter((e) => e.type === 'api_returned').map((e) => e.status), [1, 0, 3]);
    assert.deepEqual(mine.events.at(-1), { ...mine.events.at(-1), type: 'ended', outcome: 'answered' });

    // The same run with the recording in the person's place.
    const source = runId(page);
    await openAsk(page, site);
    await rank(page, QUESTION);
    await page.locator('#model').selectOption('recorded:');
    await page.locator('#model-run').waitFor();
    await page.waitForFunction((id) => document.querySelector('#model-run')?.value === `recorded:${id}`, source);
    assert.match(await page.locator('#model-run option:checked').innerText(), /How far apart.* · DFSDT · person/);
    await page.locator('#slow').setChecked(false);
    await run(page);
    await page.waitForFunction((id) => new URL(location.href).searchParams.get('run') !== id, source);
    assert.equal(await ended(page), 'About 9,700 km.');
    const again = await stored(page, runId(page));
    assert.equal(again.head.model, `recorded: ${QUESTION}`);
    assert.deepEqual(decisions(again.events), decisions(mine.events));
  });
});

test('stop while a person is awaited ends the run', async () => {
  await withSite({}, async ({ page, site }) => {
    await openAsk(page, site);
    await page.locator('#model').selectOption('person');
    await run(page, QUESTION);
    await page.locator('.person.waiting').waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await ended(page);
    assert.equal(await page.locator('.person').count(), 0);
    const { head, events } = await stored(page, runId(page));
    assert.equal(head.summary.outcome, 'cancelled');
    // The search would ask again, had the run not been ended.
    assert.deepEqual(events.slice(-4).map((event) => event.type), ['model_stopped', 'model_asked', 'cancelled', 'ended']);
  });
});

test('a run by a person is paused, reloaded and goes on; a model that is gone is replaced in words', async () => {
  await withSite({}, async ({ page, site }) => {
    await openAsk(page, site);
    await page.locator('#model').selectOption('person');
    await run(page, QUESTION);
    await myTurn(page, 1);
    await page.locator('#person-thought').fill('Only thinking.');
    await page.locator('#person-act-think').check();
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.getByRole('button', { name: 'Send the reply' }).click();
    await page.locator('.person-turn', { hasText: 'Paused' }).waitFor();
    await storedPause(page, runId(page));
    // Another choice meanwhile does not change who the run is by; one that is gone is said to be.
    await page.evaluate(() => localStorage.setItem('toolgrove.ask.model', 'no-such-connection'));
    await page.reload();
    await shown(page);
    await page.getByText('The model chosen before is gone').waitFor();
    assert.equal(await value(page, '#model'), 'planner');
    await page.locator('.answer').getByRole('button', { name: 'Resume', exact: true }).click();
    await myTurn(page, 2);
    assert.match(await page.locator('.person-messages').innerText(), /Only thinking/);
    await page.locator('#person-act-give-up').check();
    await page.keyboard.press('Control+Enter');
    await page.locator('.person-turn', { hasText: 'step 3.' }).waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await ended(page);
    const { events } = await stored(page, runId(page));
    const said = events.filter((event) => event.type === 'model_replied').map((event) => event.message);
    assert.deepEqual(said, [
      { role: 'assistant', content: 'Only thinking.' },
      {
        role: 'assistant',
        content: null,
        function_call: { name: 'Finish', arguments: '{"return_type":"give_up_and_restart"}' },
      },
    ]);
  });
});

for (const [width, viewport] of Object.entries(SIZES)) {
  for (const [colorScheme, locale] of [['light', 'en-US'], ['dark', 'zh-CN']]) {
    test(`the panel at ${width} px, ${colorScheme}, ${locale}`, async () => {
      await withSite({ viewport, colorScheme, locale }, async ({ page, site, shot }) => {
        const name = (what) => `person-${what}-${width}-${colorScheme}`;
        await openAsk(page, site);
        await rank(page, QUESTION, 'words');
        await page.locator('#model').selectOption('person');
        await page.locator('.run-buttons button').first().click();
        await page.locator('.person.waiting').waitFor();
        await shot(name('asked'));
        await page.locator('#person-function').selectOption({ index: 1 });
        await page.keyboard.press('Control+Enter');
        await page.locator('.person-reply').scrollIntoViewIfNeeded();
        await shot(name('form'));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(wide <= 1, `the page is ${wide} px too wide`);
      });
    });
  }
}
