// APIs on the network: behind a gateway that checks key and host, recorded and given again without a network, and
// calls that change something.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { shown, withSite } from './lib/fixture.mjs';
import { ended, runId, states, stored } from './lib/ask.mjs';
import { api, bundle, parameter, serveApis } from './lib/api_server.mjs';
import { serveLlm } from './lib/llm_server.mjs';

const KEY = 'rapid-canary-7d1f0b';
const NETWORK = /Failed to load resource/;
const finish = (args) => ({ calls: [{ name: 'Finish', arguments: args }] });
const ANSWER = finish({ return_type: 'give_answer', final_answer: 'It is mild.' });
const GIVE_UP = finish({ return_type: 'give_up_and_restart' });
const call = (name, args) => ({ text: `I call ${name}.`, calls: [{ name: new RegExp(`^${name}_for`), arguments: args }] });

async function addEndpoint(page, url) {
  await page.getByRole('button', { name: 'Add an endpoint' }).click();
  await page.getByLabel('Base URL').fill(url);
  await page.getByLabel('Model', { exact: true }).first().fill('scripted');
  await page.getByRole('button', { name: 'Save', exact: true }).first().click();
  await page.locator('.endpoint').getByText('scripted', { exact: true }).first().waitFor();
}

async function addCollection(page, file, { local = false } = {}) {
  await page.getByRole('link', { name: 'APIs', exact: true }).first().click();
  await page.locator('.collection-source > summary').click();
  await page.locator('.collection-source input[type=file]').setInputFiles(file);
  // Links alone may still be those of the collection before it.
  const count = JSON.parse(file.buffer).tools.flatMap((tool) => tool.api_list).length;
  await page.locator('[data-health=all]', { hasText: new RegExp(`^${count}$`) }).waitFor();
  if (local) await page.locator('#collection-private').check();
}

/** Ask with an own collection: its APIs are on the network, so that they have to be wanted. */
async function ask(page, question, model) {
  await page.getByRole('link', { name: 'Ask', exact: true }).first().click();
  await page.locator('#question').waitFor();
  for (const name of ['public', 'rapid_api']) await page.locator(`.sources input[value=${name}]`).check();
  if (model) await page.locator('#model').selectOption(model);
  await page.locator('#question').fill(question);
  await page.waitForFunction((question) => document.querySelector('#retrieval-state')?.dataset.ranked === question, question);
  await page.locator('.hit').first().waitFor();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
}

async function saveAddress(page, id, url) {
  await page.locator(`#${id}`).fill(url);
  await page.locator('form', { has: page.locator(`#${id}`) }).getByRole('button', { name: 'Save address' }).click();
}

async function saveKey(page, id, key) {
  const form = page.locator(`form[data-key="${id}"]`);
  await form.locator('input[type=password]').fill(key);
  await form.getByRole('button', { name: 'Save key' }).click();
  await form.locator('[data-state=held]').waitFor();
}

test('a quota that ends in the middle makes the search go back, and the tree says why', async () => {
  const now = api('weather_now', 'https://sky.p.rapidapi.com/v1/now', { required_parameters: [parameter('city', 'Oslo')] });
  const spare = api('climate', 'https://spare.p.rapidapi.com/climate/{city}', { required_parameters: [parameter('city', 'Oslo')] });
  const tools = [
    { tool_name: 'Sky', host: 'sky.p.rapidapi.com', api_list: [now] },
    { tool_name: 'Spare', host: 'spare.p.rapidapi.com', api_list: [spare] },
  ];
  const quota = 'You have exceeded the MONTHLY quota for Requests on your current plan, BASIC.';
  const left = (n) => ({ 'x-ratelimit-requests-limit': '500', 'x-ratelimit-requests-remaining': String(n), 'x-ratelimit-requests-reset': '86400' });
  const answer = ({ path, query }, n) => {
    if (path.startsWith('/climate/')) return [200, { mean_c: 6 }, left(0)];
    return n === 0 ? [200, { city: query.city, temp_c: 4 }, left(1)] : [429, { message: quota }, left(0)];
  };
  const gateway = await serveApis({ answer, key: KEY });
  const llm = await serveLlm({ script: [call('weather_now', { city: 'Oslo' }), call('weather_now', { city: 'Rome' }), GIVE_UP, call('climate', { city: 'Rome' }), ANSWER] });
  try {
    await withSite({}, async ({ page, site, noise }) => {
      noise.allow(NETWORK);
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      await addEndpoint(page, llm.url);
      await page.locator('summary', { hasText: 'gateway of your own' }).click();
      await saveAddress(page, 'tools-gateway', gateway.url);
      await saveKey(page, 'rapidapi', KEY);
      await addCollection(page, bundle('Weather', tools));
      await ask(page, 'What is the weather now and the climate in Oslo and Rome?', { label: 'scripted' });
      assert.equal(await ended(page), 'It is mild.');
      assert.deepEqual(llm.state.slips, []);

      const seen = gateway.requests.map(({ path, query, headers }) => [path, query, headers['x-rapidapi-key'], headers['x-rapidapi-host']]);
      assert.deepEqual(seen, [
        ['/v1/now', { city: 'Oslo' }, KEY, 'sky.p.rapidapi.com'],
        ['/v1/now', { city: 'Rome' }, KEY, 'sky.p.rapidapi.com'],
        ['/climate/Rome', {}, KEY, 'spare.p.rapidapi.com'],
      ]);
      const { events } = await stored(page, runId(page));
      const returned = events.filter((event) => event.type === 'api_returned' && !event.by_search);
      assert.deepEqual(returned.map(({ status, by }) => [status, by]), [[0, 'rapid_api'], [10, 'rapid_api'], [0, 'rapid_api']]);
      assert.ok(events.some((event) => event.type === 'went_back'), 'it went back');
      assert.ok(JSON.stringify(events).includes('MONTHLY quota') && !JSON.stringify(events).includes(KEY));

      // The tree: the call beyond the quota failed, the branch was given up, another one answered.
      assert.deepEqual((await states(page)).filter((state) => ['failed', 'gave-up', 'answered'].includes(state)).sort(), ['answered', 'failed', 'gave-up']);
      assert.equal(await page.locator('.card[data-state=failed] .card-detail').textContent(), '10 · quota used up');
      await page.locator('.card[data-state=failed]').click();
      await page.locator('.inspector').getByText(/MONTHLY quota/).first().waitFor();
      await page.locator('.answered-by[data-by=rapid_api]').waitFor();
      // What is left, and until when, is said beside who answered.
      await page.locator('.called-quota').getByText(/0 of 500 requests left; the count begins anew in 2[34] h/).waitFor();
      // What went over the wire, with what the gateway said is left, and without the key.
      await page.locator('.inspector summary', { hasText: 'Raw requests' }).first().click();
      await page.locator('.quota').getByText('0 of 500 requests left').waitFor();
      assert.ok(!(await page.locator('.inspector').innerText()).includes(KEY));
      // And at the API's document, when no run is looked at.
      await page.getByRole('link', { name: 'APIs', exact: true }).first().click();
      await page.locator('.api-link', { hasText: 'weather_now' }).click();
      await page.locator('.api-quota').getByText(/0 of 500 requests left/).waitFor();
    });
  } finally {
    await Promise.all([gateway.close(), llm.close()]);
  }
});

test('RapidAPI is called as its document says; what was sent otherwise than written, and what the model saw, is shown', async () => {
  const forecast = api('forecast', 'https://sky.p.rapidapi.com/v1/forecast', { required_parameters: [parameter('city', 'Oslo'), parameter('days', 1, 'NUMBER')] });
  const llm = await serveLlm({ script: [call('forecast', { city: 'Oslo', days: '3' }), ANSWER] });
  const seen = [];
  try {
    await withSite({}, async ({ page, site, context }) => {
      // The browser itself plays RapidAPI: no gateway of one's own is named.
      await context.route('https://*.p.rapidapi.com/**', async (route) => {
        const request = route.request();
        seen.push({ method: request.method(), url: new URL(request.url()), headers: await request.allHeaders() });
        const headers = { 'access-control-allow-origin': '*', 'content-type': 'application/json' };
        return route.fulfill({ status: 200, headers, body: JSON.stringify({ words: 'mild '.repeat(400) }) });
      });
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      await addEndpoint(page, llm.url);
      await saveKey(page, 'rapidapi', KEY);
      await addCollection(page, bundle('Weather', [{ tool_name: 'Sky', host: 'sky.p.rapidapi.com', api_list: [forecast] }]));
      await ask(page, 'What is the forecast in Oslo?', { label: 'scripted' });
      assert.equal(await ended(page), 'It is mild.');
      assert.deepEqual(llm.state.slips, []);

      assert.equal(seen.length, 1);
      const [{ method, url, headers }] = seen;
      assert.deepEqual([method, url.origin, url.pathname, Object.fromEntries(url.searchParams)], ['GET', 'https://sky.p.rapidapi.com', '/v1/forecast', { city: 'Oslo', days: '3' }]);
      assert.deepEqual([headers['x-rapidapi-key'], headers['x-rapidapi-host']], [KEY, 'sky.p.rapidapi.com']);

      // The run has all of the reply, the model its first 1,024 characters.
      const { events } = await stored(page, runId(page));
      const { observation } = events.find((event) => event.type === 'api_returned' && !event.by_search);
      assert.ok(observation.length > 2_000, `${observation.length} characters`);
      const told = llm.requests.filter((request) => request.method === 'POST')[1].body.messages;
      assert.ok(told.some(({ content }) => content === `${observation.slice(0, 1_024)}...`), JSON.stringify(told));
      await page.locator('.card').nth(1).click();
      await page.locator('.mended').getByText('days was sent as 3', { exact: true }).waitFor();
      await page.locator('details.seen > summary').click();
      await page.locator('details.seen').getByText(`${observation.length - 1_024} characters were cut.`, { exact: true }).waitFor();
      assert.equal(await page.locator('details.seen .inspector-code').textContent(), `${observation.slice(0, 1_024)}...`);
    });
  } finally {
    await llm.close();
  }
});

test('a run of nine calls is recorded, and given again without a network: the same trace', async () => {
  // Chance in the document: equal calls are made again, and each gives another answer.
  const dice = (server) => api('dice', `${server.url}/dice`, { description: 'Throws random dice', required_parameters: [parameter('sides', 6, 'NUMBER')] });
  const fact = (server) => api('fact', `${server.url}/fact/{n}`, { required_parameters: [parameter('n', 1, 'NUMBER')] });
  const server = await serveApis({ answer: ({ path }, n) => (path === '/dice' ? [200, { thrown: n + 1 }] : [200, { fact: `about ${path}` }]) });
  const six = { sides: 6 };
  const calls = [call('dice', six), call('dice', six), call('dice', six), ...[1, 2, 3, 4, 5].map((n) => call('fact', { n })), call('dice', six), ANSWER];
  const llm = await serveLlm({ script: calls });
  try {
    await withSite({ retriever: true }, async ({ page, site, context }) => {
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      await addEndpoint(page, llm.url);
      await page.locator('#tools-recording').selectOption('record');
      const tools = [{ tool_name: 'Lab', host: server.host, api_list: [dice(server), fact(server)] }];
      await addCollection(page, bundle('Lab', tools), { local: true });
      await ask(page, 'Throw dice and tell facts', { label: 'scripted' });
      assert.equal(await ended(page), 'It is mild.');
      const first = runId(page);

      // The same model's words again, once recorded and once given again.
      const replies = async () => {
        await page.locator('#model').selectOption('recorded:');
        await page.locator('#model-run').selectOption(`recorded:${first}`);
      };
      await replies();
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.waitForFunction((id) => new URL(location.href).searchParams.get('run') !== id, first);
      assert.equal(await ended(page), 'It is mild.');
      const recorded = await stored(page, runId(page));
      const made = server.requests.length;
      assert.equal(made, 18);

      await page.getByRole('link', { name: 'Settings' }).first().click();
      await page.locator('#tools-recorded[data-count="9"]').waitFor();
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export the record' }).click()]);
      const file = JSON.parse(await readFile(await download.path(), 'utf8'));
      assert.equal(file.calls.length, 9);
      // Forgotten and taken in again from the file.
      await page.getByRole('button', { name: 'Forget all', exact: true }).click();
      await page.locator('#tools-recorded[data-count="0"]').waitFor();
      await page.locator('section', { has: page.locator('#tools-recording') }).locator('input[type=file]').setInputFiles(await download.path());
      await page.locator('#tools-recorded[data-count="9"]').waitFor();
      await page.locator('#tools-recording').selectOption('replay_only');

      await server.close();
      await llm.close();
      await context.setOffline(true);
      await page.getByRole('link', { name: 'Ask', exact: true }).first().click();
      await page.locator('.hit').first().waitFor();
      const second = runId(page);
      await replies();
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      await page.waitForFunction((id) => new URL(location.href).searchParams.get('run') !== id, second);
      assert.equal(await ended(page), 'It is mild.');
      const replayed = await stored(page, runId(page));
      assert.notEqual(replayed.head.id, recorded.head.id);
      const timeless = ({ events }) => events.map(({ at_ms: _, ...event }) => event);
      assert.deepEqual(timeless(replayed), timeless(recorded));
      // The trace is the same; the head tells which was which, and so does the run's page.
      assert.deepEqual(recorded.head.calls, { answers: 'apis', recording: 'record' });
      assert.deepEqual(replayed.head.calls, { answers: 'apis', recording: 'replay_only' });
      const thrown = replayed.events.filter((event) => event.type === 'api_returned').map((event) => /"thrown":(\d+)/.exec(event.observation)?.[1]).filter(Boolean);
      // The second run threw 5 to 8.
      assert.deepEqual(thrown, ['5', '6', '7', '8']);
      assert.equal(server.requests.length, made);
      await context.setOffline(false);
    });
  } finally {
    await Promise.all([server.close(), llm.close()]);
  }
});

test('a call that changes something asks first, and a no is an observation', async () => {
  const server = await serveApis({ answer: () => [200, { made: true }] });
  const make = api('make_link', `${server.url}/links`, { method: 'POST', required_parameters: [parameter('url', 'https://a.example')] });
  const llm = await serveLlm({ script: [call('make_link', { url: 'https://b.example' }), call('make_link', { url: 'https://c.example' }), ANSWER] });
  try {
    await withSite({}, async ({ page, site }) => {
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      await addEndpoint(page, llm.url);
      await addCollection(page, bundle('Links', [{ tool_name: 'Links', host: server.host, api_list: [make] }]), { local: true });
      await ask(page, 'Make a link', { label: 'scripted' });
      const dialog = page.getByRole('dialog', { name: 'Make this call?' });
      await dialog.getByText(`POST ${server.url}/links`).waitFor();
      await dialog.getByText('{"url":"https://b.example"}').waitFor();
      assert.equal(server.requests.length, 0);
      await page.keyboard.press('Escape');
      await dialog.getByText('{"url":"https://c.example"}').waitFor();
      await dialog.getByRole('button', { name: 'This call' }).click();
      assert.equal(await ended(page), 'It is mild.');
      assert.deepEqual(server.requests.map(({ method, body }) => [method, body]), [['POST', '{"url":"https://c.example"}']]);
      const { events } = await stored(page, runId(page));
      const returned = events.filter((event) => event.type === 'api_returned' && !event.by_search);
      assert.deepEqual(returned.map((event) => event.status), [12, 0]);
      assert.match(returned[0].observation, /did not allow this call/);
    });
  } finally {
    await Promise.all([server.close(), llm.close()]);
  }
});

test('a fork goes on with the documents of its run, whatever is looked at; without them its calls are told so', async () => {
  const server = await serveApis({ answer: ({ path }) => [200, { fact: path }] });
  const fact = api('fact', `${server.url}/fact/{n}`, { required_parameters: [parameter('n', 1, 'NUMBER')] });
  const [one, two, three] = [1, 2, 3].map((n) => call('fact', { n }));
  const llm = await serveLlm({ script: [one, ANSWER, two, ANSWER, three, ANSWER] });
  try {
    await withSite({}, async ({ page, site }) => {
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      await addEndpoint(page, llm.url);
      await addCollection(page, bundle('Facts', [{ tool_name: 'Facts', host: server.host, api_list: [fact] }]), { local: true });
      await ask(page, 'Tell a fact', { label: 'scripted' });
      assert.equal(await ended(page), 'It is mild.');
      const first = runId(page);
      const { node } = (await stored(page, first)).events.find((event) => event.type === 'api_returned' && !event.by_search);
      const returned = async () => (await stored(page, runId(page))).events.filter((event) => event.type === 'api_returned' && !event.by_search);
      const fork = async () => {
        await page.goto(`${site.url}?page=runs&run=${first}&node=${node}`);
        await shown(page);
        await page.getByText('Fork from here').click();
        await page.locator('#fork-model').selectOption({ label: 'scripted' });
        await page.getByRole('button', { name: 'Start the fork' }).click();
        await page.waitForFunction((id) => new URL(location.href).searchParams.get('run') !== id, first);
        await ended(page);
      };

      await page.getByRole('link', { name: 'APIs', exact: true }).first().click();
      await page.locator('.collection-source > summary').click();
      await page.locator('#collection').selectOption('');
      await page.locator('[data-health=all]', { hasText: '501' }).waitFor();
      await fork();
      assert.deepEqual(server.requests.map(({ path }) => path), ['/fact/1', '/fact/2']);
      assert.match((await returned())[1].observation, /fact\/2/);

      await page.getByRole('link', { name: 'APIs', exact: true }).first().click();
      await page.locator('.collection-source > summary').click();
      await page.locator('#collection').selectOption('Facts');
      await page.getByRole('button', { name: 'Remove it' }).click();
      await page.getByText('Facts was removed').waitFor();
      await fork();
      assert.equal(server.requests.length, 2);
      const [, told] = await returned();
      assert.equal(told.status, 12);
      assert.match(told.observation, /The collection \\"Facts\\" that this run was made with is not on this device any more/);
      assert.deepEqual(llm.state.slips, []);
    });
  } finally {
    await Promise.all([server.close(), llm.close()]);
  }
});

test('a model plays the APIs, and every step says that it was simulated', async () => {
  const llm = await serveLlm({
    script: (body, n) => (n === 1 ? { text: '{"error": "", "response": {"temp_c": 12}}' } : [call('sky_now', { city: 'Oslo' }), null, ANSWER][n]),
  });
  const now = api('sky_now', 'https://sky.example/now', { required_parameters: [parameter('city', 'Oslo')] });
  try {
    await withSite({}, async ({ page, site }) => {
      await page.goto(`${site.url}?page=settings`);
      await shown(page);
      await addEndpoint(page, llm.url);
      await page.getByText('A model that plays them').click();
      await addCollection(page, bundle('Sky', [{ tool_name: 'Sky', host: 'sky.example', api_list: [now] }]));
      await ask(page, 'What does the sky say now in Oslo?', { label: 'scripted' });
      assert.equal(await ended(page), 'It is mild.');
      assert.deepEqual(llm.state.slips, []);
      const asked = llm.requests.filter((request) => request.method === 'POST')[1].body.messages.at(-1).content;
      assert.match(asked, /"api":"sky_now"/);
      assert.match(asked, /Arguments: \{"city":"Oslo"\}/);
      await page.locator('.card-word', { hasText: 'simulated' }).first().waitFor();
      await page.locator('.card').nth(1).click();
      await page.locator('.answered-by[data-by=simulated]').waitFor();
      await page.getByRole('tab', { name: 'Outline' }).click();
      await page.locator('.outline-row', { hasText: 'simulated' }).first().waitFor();
    });
  } finally {
    await llm.close();
  }
});
