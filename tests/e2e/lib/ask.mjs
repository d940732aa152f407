// What tests do on the Ask page.
import assert from 'node:assert/strict';
import { shown } from './fixture.mjs';

/** A question whose first branch fails by the tool's own refusal and whose second answers. */
export const POLAR = 'When does the sun rise in Tromsø on 2025-12-21, or how many hours of daylight are there?';

/** Opens Ask and waits for the collection; `query` is added to the address. */
export async function openAsk(page, site, query = '') {
  await page.goto(`${site.url}?page=ask${query}`);
  await shown(page);
  await page.locator('#question').waitFor();
}

/** Waits until questions are ranked by meaning. The model has to be fetched and prepared first. */
export async function meaningReady(page) {
  // On a narrow screen its tab need not be open.
  await page.locator('#retrieval-state[data-model="ready"]').waitFor({ state: 'attached', timeout: 90_000 });
}

/** Types a question and waits until its APIs are ranked; gives the names of the offered ones. */
export async function rank(page, question, how = 'meaning') {
  await page.locator('#question').fill(question);
  await page.waitForFunction(
    ([asked, state]) => {
      const now = document.querySelector('#retrieval-state');
      return now?.dataset.ranked === asked && now.dataset.state === state;
    },
    [question, how],
    { timeout: 30_000 },
  );
  return offered(page);
}

export const offered = (page) => page.locator('.hit').evaluateAll((hits) => hits.map((hit) => hit.dataset.api));

/** Sets the pace of the practice planner. */
export async function pace(page, slow) {
  await page.locator('#slow').setChecked(slow);
}

export async function run(page, question) {
  if (question !== undefined) await page.locator('#question').fill(question);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

/**
 * Waits for the end of the run and until it is stored (events are written a little after they happen, and a reload
 * before that shows an interrupted run); gives the words of its answer or of why there is none.
 */
export async function ended(page) {
  await page.locator('.answer-text').waitFor({ timeout: 30_000 });
  await storedEnd(page, runId(page));
  return page.locator('.answer-text').innerText();
}

export const states = (page) => page.locator('.card').evaluateAll((cards) => cards.map((card) => card.dataset.state));

/** The run in the address. */
export const runId = (page) => new URL(page.url()).searchParams.get('run');

/** What is stored under an id, as `{ head, spec, events }`: the first two are null where there is no such run. */
async function rows(page, id) {
  const found = await page.evaluate(
    (id) =>
      new Promise((resolve, reject) => {
        const open = indexedDB.open('toolgrove');
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const db = open.result;
          const tx = db.transaction(['runs', 'specs', 'events']);
          const head = tx.objectStore('runs').get(id);
          const spec = tx.objectStore('specs').get(id);
          const events = tx.objectStore('events').getAll(IDBKeyRange.bound([id, 0], [id, 2 ** 32 - 1]));
          tx.oncomplete = () => {
            db.close();
            resolve({ head: head.result ?? null, spec: spec.result ?? null, events: events.result });
          };
          tx.onerror = () => reject(tx.error);
        };
      }),
    id,
  );
  const { head, spec, events } = found;
  return { head: JSON.parse(head), spec: JSON.parse(spec), events: events.map((row) => JSON.parse(row)) };
}

/** Everything stored about a run, read past the page: `{ head, spec, events }`. */
export async function stored(page, id) {
  const run = await rows(page, id);
  assert.ok(run.head, `run ${id} is stored`);
  return run;
}

/** Waits until what is stored of a run is as `holds` wants it; gives it as `stored` does. */
export async function storedWhen(page, id, holds) {
  let run;
  for (let left = 600; left > 0; left -= 1) {
    run = await rows(page, id);
    if (run.head && holds(run)) return run;
    await page.waitForTimeout(50);
  }
  assert.fail(`run ${id} is stored as ${run.events.map((event) => event.type).join(' ')} only`);
}

/** Waits until a run has ended and all of it is stored; gives it as `stored` does. */
export const storedEnd = (page, id) =>
  storedWhen(page, id, ({ head, events }) => head.summary.outcome && events.at(-1)?.type === 'ended');

/** Waits until an event of a type is stored; gives the run as `stored` does. */
export const storedEvent = (page, id, type) =>
  storedWhen(page, id, ({ events }) => events.some((event) => event.type === type));

/**
 * Waits until a run is paused and what was under way is over, all of it stored; gives it as `stored` does. What the search
 * asks for next is in the trace, and nobody does it before the pause is over.
 */
export async function storedPause(page, id) {
  const isStill = ({ events }) => {
    const at = events.findLastIndex((event) => event.type === 'paused');
    if (at < 0 || events.slice(at).some((event) => event.type === 'resumed')) return false;
    // A failure pauses once the failed request is asked for again: nothing is under way.
    if (events[at].cause !== 'person') return true;
    const count = (list, ...types) => list.filter((event) => types.includes(event.type)).length;
    const before = events.slice(0, at);
    const asks = count(before, 'model_asked') - count(events, 'model_replied', 'model_failed', 'model_stopped');
    return asks <= 0 && count(before, 'api_called') <= count(events, 'api_returned');
  };
  for (;;) {
    const run = await storedWhen(page, id, isStill);
    // What follows from a reply is written with it or soon after.
    await page.waitForTimeout(500);
    if ((await stored(page, id)).events.length === run.events.length) return run;
  }
}

/** Presses Run for a question on a page that may still show an earlier run; gives the new one, ended and stored. */
export async function runToEnd(page, question) {
  const before = runId(page);
  await run(page, question);
  await page.waitForFunction((before) => ![before, null].includes(new URL(location.href).searchParams.get('run')), before);
  return storedEnd(page, runId(page));
}

/**
 * Cuts a slow run of POLAR off as a closed tab does, once the end of its first branch is stored, and gives its id. The page
 * is left at once: a browser that is told to close lets the run go on for a while.
 */
export async function cutOff(page) {
  await page.locator('.card[data-state="failed"]').waitFor();
  const id = runId(page);
  await storedEvent(page, id, 'api_returned');
  await page.goto('about:blank');
  return id;
}

/** Events without what differs between two honest runs: times, and marks of pausing and opening again. */
export const decisions = (events) =>
  events
    .filter((event) => !['reopened', 'paused', 'resumed'].includes(event.type))
    .map(({ at_ms: _, seq: __, ...rest }) => rest);
