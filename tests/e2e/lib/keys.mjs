// Endpoints and their keys, as a person gives them; and a scripted model that calls one tool and answers.
import { shown } from './fixture.mjs';

export const PASSPHRASE = 'four unrelated words, canary';
const QUESTION = 'How far apart are Paris and Tokyo in kilometers?';
/** Chromium's own lines about requests that a test makes fail on purpose. */
export const NETWORK = /Failed to load resource|blocked by CORS policy|net::ERR_/;
export const ASKS = { text: 'I look up the distance.', calls: [{ name: /distance_between/, arguments: { origin: 'Paris', destination: 'Tokyo' } }] };
export const ANSWERS = { text: 'It is known now.', calls: [{ name: 'Finish', arguments: { return_type: 'give_answer', final_answer: 'About 9,710 km.' } }] };
/** Calls the tool once, then answers, however often it is asked from the start. */
export const script = (body) => (body.messages.some((m) => m.role === 'tool') ? ANSWERS : ASKS);

export const unlockGroup = (page) => page.getByRole('group', { name: 'Unlock the keys' });
export const badge = (page, words) => page.locator('.endpoint .badge', { hasText: words }).first().waitFor();
export const link = (page, name) => page.getByRole('link', { name }).first().click();

export async function openSettings(page, site) {
  await page.goto(`${site.url}?page=settings`);
  await shown(page);
}

/** Types a passphrase twice into the form that asks for the first one. */
async function setPassphrase(page, passphrase) {
  const group = page.getByRole('group', { name: 'Set a passphrase' });
  await group.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await group.getByLabel('Repeat it').fill(passphrase);
  await group.getByRole('button', { name: 'Set passphrase' }).click();
  await group.waitFor({ state: 'detached', timeout: 20_000 });
}

export async function unlock(page, passphrase) {
  await unlockGroup(page).getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await unlockGroup(page).getByRole('button', { name: 'Unlock' }).click();
}

/** Adds an endpoint on the Settings page; `keep` is the words of a choice, `first` sets the passphrase for it. */
export async function addEndpoint(page, { llm, name, key, keep, protocol, first = false }) {
  await page.getByRole('button', { name: 'Add an endpoint' }).click();
  await page.getByLabel('Base URL').fill(llm.url);
  await page.getByLabel('Model', { exact: true }).fill('scripted');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('API key').fill(key);
  if (protocol) await page.locator('#endpoint-protocol').selectOption(protocol);
  if (keep) await page.getByLabel(keep).check();
  if (first) await setPassphrase(page, PASSPHRASE);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('form').waitFor({ state: 'detached' });
}

export async function choose(page, name) {
  await page.locator('#model').selectOption({ label: `${name} · scripted` });
  await page.locator('#question').fill(QUESTION);
}

/** The rows of the remembered keys, read past the page. */
export const keyRows = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const open = indexedDB.open('toolgrove');
        open.onerror = () => reject(open.error);
        open.onsuccess = () => {
          const all = open.result.transaction('keys').objectStore('keys').getAll();
          all.onsuccess = () => {
            open.result.close();
            resolve(all.result.map((row) => JSON.parse(row)));
          };
        };
      }),
  );
