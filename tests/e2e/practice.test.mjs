// The practice worker: planner and local tools answer in it; when it does not load or hangs, the run says so and goes on.
import test from 'node:test';
import assert from 'node:assert/strict';
import { BASES, withSite } from './lib/fixture.mjs';
import { POLAR, openAsk, pace, run, runId, storedEnd, storedPause } from './lib/ask.mjs';
import { ask, startWorker } from './lib/worker.mjs';

const SCRIPT = /^worker\/practice-[0-9a-f]{12}\.js$/;
/** What Chromium says of the requests that these tests make fail, and of nothing else. */
const NETWORK = [
  /^console\.error: A bad HTTP response code \(404\) was received when fetching the script\. \(\)$/,
  /^console\.error: Failed to load resource: the server responded with a status of 404 \(Not Found\) \(http:\S+\/sw\.js\)$/,
  /^console\.error: Failed to load resource: the server responded with a status of 503 \(Service Unavailable\) \(http:\S+\/worker\/practice-[0-9a-f]{12}\.js\)$/,
];

/**
 * Puts something else in the place of the worker's script: `state.script` answers its requests, and null is the real
 * one. There is no service worker meanwhile: it would keep whichever it got first.
 */
function replaceScript({ site, noise }, script) {
  NETWORK.forEach(noise.allow);
  const state = { script, asked: 0 };
  site.state.intercept = (path, response) => {
    if (path === 'sw.js') {
      response.writeHead(404).end();
      return true;
    }
    if (!SCRIPT.test(path)) return false;
    state.asked += 1;
    if (state.script === null) return false;
    state.script(response);
    return true;
  };
  return state;
}

const serve = (body) => (response) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(body);

/** Asks a question, with no pause between steps. */
async function begin({ page, site }) {
  await openAsk(page, site);
  await pace(page, false);
  await run(page, POLAR);
}

const failure = (page) => page.getByText(/practice planner did not answer/).first().waitFor({ timeout: 30_000 });
const answer = (page, words, timeout) => page.locator('.answer-text').getByText(words).waitFor({ timeout });

for (const base of BASES) {
  test(`it stands below the base and answers its protocol, at ${base}`, async () => {
    await withSite({ base }, async ({ page, site, noise }) => {
      noise.allow(/favicon\.ico/);
      await page.goto(`${site.url}build.json`);
      const build = await page.evaluate(async () => (await (await fetch('build.json')).json()).build_id);
      assert.equal((await startWorker(page, `${site.url}worker/practice-${build}.js`)).build, build);
      const call = (tool, api, args) => ask(page, { call: { tool, api, arguments: JSON.stringify(args) } });
      const roman = await call('roman_and_morse', 'to_roman', { number: 2025 });
      assert.deepEqual([roman.kind, roman.body[1]], ['done', 0]);
      assert.match(roman.body[0], /MMXXV/);
      assert.equal((await call('no_such_tool', 'x', {})).body[1], 11);
      const messages = [{ role: 'user', content: 'What is the time?' }];
      const { body } = await ask(page, { reply: { messages, functions: [] } });
      assert.equal(body.message.function_call.name, 'Finish');
    });
  });
}

test('a worker that does not load is explained, and Try again goes on with the same run', async () => {
  await withSite({}, async (f) => {
    const state = replaceScript(f, (response) => response.writeHead(503).end());
    await begin(f);
    await failure(f.page);
    assert.ok(state.asked > 0, 'the script was asked for');
    const id = runId(f.page);
    const { events } = await storedPause(f.page, id);
    assert.deepEqual(events.filter((e) => e.type === 'model_failed').map((e) => e.kind), ['practice_failed']);
    state.script = null;
    await f.page.getByRole('button', { name: 'Try again' }).first().click();
    await answer(f.page, /0 h 0 min/, 30_000);
    assert.equal(runId(f.page), id);
  });
});

test('a worker of another build is refused', async () => {
  await withSite({}, async (f) => {
    const state = replaceScript(f, serve("postMessage({ head: 'ready 2\\nelsewhere' });"));
    await begin(f);
    await failure(f.page);
    state.script = null;
    await f.page.getByRole('button', { name: 'Try again' }).first().click();
    await answer(f.page, /0 h 0 min/, 30_000);
  });
});

test('Stop ends a run whose worker never arrives, at once', async () => {
  await withSite({}, async (f) => {
    replaceScript(f, () => {});
    await begin(f);
    await f.page.locator('.card[data-state="awaited"]').first().waitFor();
    await f.page.getByRole('button', { name: 'Stop' }).click();
    await answer(f.page, /You stopped this run/, 15_000);
  });
});

/** A worker that asks for a tool and hangs on it; once it is told what came of the call, it answers. */
const HANGS = String.raw`
  const build = location.pathname.replace(/^.*practice-|\.js$/g, '');
  onmessage = ({ data }) => {
    const [, number, body] = /^ask (\d+)\n(.*)$/s.exec(data);
    const order = JSON.parse(body);
    while (order.call);
    const isOver = order.reply.messages.some((message) => message.role === 'function');
    const called = order.reply.functions.find((f) => f.name !== 'Finish');
    const { required, properties } = called.parameters;
    const examples = Object.fromEntries(required.map((name) => [name, properties[name].example_value]));
    const name = isOver ? 'Finish' : called.name;
    const args = isOver ? { return_type: 'give_answer', final_answer: 'It took too long.' } : examples;
    const function_call = { name, arguments: JSON.stringify(args) };
    const message = { role: 'assistant', content: 'So be it.', function_call };
    const usage = { prompt: 1, completion: 1, estimated: true };
    postMessage({ head: 'done ' + number + '\n' + JSON.stringify({ message, usage }) });
  };
  postMessage({ head: 'ready 2\n' + build });
`;

test('a tool that hangs is ended, the model is told so, and the next request starts another worker', async () => {
  await withSite({}, async (f) => {
    const state = replaceScript(f, serve(HANGS));
    await begin(f);
    await answer(f.page, 'It took too long.', 60_000);
    assert.equal(state.asked, 2);
    const { events } = await storedEnd(f.page, runId(f.page));
    const returned = events.find((event) => event.type === 'api_returned');
    assert.equal(returned.status, 5, JSON.stringify(returned));
    assert.match(returned.observation, /20000 ms/);
  });
});

test('Stop in the middle of a call that hangs ends the run and the worker', async () => {
  await withSite({}, async (f) => {
    const state = replaceScript(f, serve(HANGS));
    await begin(f);
    await f.page.locator('.card').nth(1).waitFor();
    await f.page.waitForTimeout(500);
    await f.page.getByRole('button', { name: 'Stop' }).click();
    await answer(f.page, /You stopped this run/, 15_000);
    const running = () => f.page.workers().filter((worker) => worker.url().includes('/practice-')).length;
    for (let i = 0; i < 50 && running() > 0; i += 1) await f.page.waitForTimeout(100);
    assert.equal(running(), 0);
    state.script = null;
    await begin(f);
    await answer(f.page, /0 h 0 min/, 30_000);
  });
});
