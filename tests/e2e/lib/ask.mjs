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
  await page.locator('#retrieval-state[data-model="ready"]').waitFor({ timeout: 90_000 });
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
 * Waits for the end of the run and until it is stored (events are written at most 250 ms after they happen, and a reload
 * before that shows an interrupted run); gives the words of its answer or of why there is none.
 */
export async function ended(page) {
  await page.locator('.answer-text').waitFor({ timeout: 30_000 });
  await page.waitForTimeout(400);
  return page.locator('.answer-text').innerText();
}

export const states = (page) => page.locator('.card').evaluateAll((cards) => cards.map((card) => card.dataset.state));

/** The run in the address. */
export const runId = (page) => new URL(page.url()).searchParams.get('run');

/** Everything stored about a run, read past the page: `{ head, events }`. */
export async function stored(page, id) {
  const rows = await page.evaluate(
    (id) =>
      new Promise((resolve, reject) => {
        const open = indexedDB.open('toolgrove');
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const db = open.result;
          const tx = db.transaction(['runs', 'events']);
          const head = tx.objectStore('runs').get(id);
          const events = tx.objectStore('events').getAll(IDBKeyRange.bound([id, 0], [id, 2 ** 32 - 1]));
          tx.oncomplete = () => {
            db.close();
            resolve({ head: head.result, events: events.result });
          };
          tx.onerror = () => reject(tx.error);
        };
      }),
    id,
  );
  assert.ok(rows.head, `run ${id} is stored`);
  return { head: JSON.parse(rows.head), events: rows.events.map((row) => JSON.parse(row)) };
}

/** Events without what differs between two honest runs: times, and marks of pausing and opening again. */
export const decisions = (events) =>
  events
    .filter((event) => !['reopened', 'paused', 'resumed'].includes(event.type))
    .map(({ at_ms: _, seq: __, ...rest }) => rest);
