// Measures the built site: bytes, start, model, embeddings. Run by `cargo xtask bench`; ends with 1 where the program
// is larger than its budget. Not a test: times depend on the machine and on what else it does.
import { newProfile, openProfile } from './lib/browser.mjs';
import { DIST } from './lib/fixture.mjs';
import { serveSite } from './lib/server.mjs';
import { BUDGET_BYTES, isShell, measure, practiceBytes, shellBytes } from './lib/sizes.mjs';
import { ask, startWorker } from './lib/worker.mjs';

const VARIANTS = ['simd128', 'relaxed'];
/** Lengths of the embedded texts in tokens, with the two that frame every text. */
const TOKENS = [16, 32, 64, 128];
const EMBEDDINGS = 7;
const VISITS = 3;

const withinBudget = await reportSizes();
await reportTimes();
process.exitCode = withinBudget ? 0 : 1;

async function reportSizes() {
  console.error('==> compressing every file: one to three minutes, most of it model and workers');
  const files = await measure(DIST);
  console.log('Bytes by file (* counts as program)');
  console.log(row('', 'bytes', 'brotli 11'));
  for (const file of files) {
    console.log(row(`${isShell(file.path) ? '*' : ' '} ${file.path}`, grouped(file.bytes), grouped(file.brotli)));
  }
  const sum = shellBytes(files);
  const isWithin = sum <= BUDGET_BYTES;
  console.log(row('  program: wasm, js and css', '', grouped(sum)));
  console.log(row('  practice worker, after the first paint', '', grouped(practiceBytes(files))));
  console.log(`  ${isWithin ? 'within' : 'OVER'} the budget of ${grouped(BUDGET_BYTES)} bytes\n`);
  return isWithin;
}

async function reportTimes() {
  console.log('Times in milliseconds, from a local server, in headless Chromium. The absolute numbers are noise: they');
  console.log('shift with the machine and its load. Compare only runs made side by side.\n');
  const site = await serveSite({ folder: DIST });
  try {
    const visits = [];
    for (let i = 0; i < VISITS; i += 1) visits.push(await inFreshBrowser((page) => firstVisit(page, site.url)));
    console.log(`First visit, median of ${VISITS}`);
    console.log(row('  first contentful paint', whole(median(visits.map((v) => v.paint)))));
    console.log(row('  interactive shell (#question can be typed into)', whole(median(visits.map((v) => v.ready)))));

    const { build_id: build } = await (await fetch(`${site.url}build.json`)).json();
    for (const variant of VARIANTS) {
      const result = await inFreshBrowser((page) => embedInWorker(page, site.url, variant, build));
      console.log(`\nRetriever ${variant}`);
      console.log(row('  start, until it is ready', whole(result.start)));
      console.log(row(`  model: download and check ${grouped(result.loaded.downloaded_bytes)} bytes`, whole(result.loaded.fetch_ms)));
      console.log(row('  model: prepare', whole(result.loaded.prepare_ms)));
      for (const { tokens, times } of result.embeddings) {
        console.log(row(`  one text of ${tokens} tokens, median of ${EMBEDDINGS}`, median(times).toFixed(1)));
      }
    }
    const practice = await inFreshBrowser((page) => practise(page, site.url, build));
    console.log('\nPractice worker');
    console.log(row('  start, until it is ready', whole(practice.start)));
    console.log(row('  the first call of a tool', practice.call.toFixed(1)));
    console.log(row('  the first reply of the planner', practice.reply.toFixed(1)));
  } finally {
    await site.close();
  }
}

/** Nothing is cached: a new profile each time. */
async function inFreshBrowser(body) {
  const profile = await newProfile();
  let context = null;
  try {
    context = await openProfile(profile);
    return await body(context.pages()[0] ?? (await context.newPage()));
  } finally {
    await context?.close().catch(() => {});
    await profile.remove();
  }
}

/** Milliseconds since navigation began. */
async function firstVisit(page, url) {
  await page.addInitScript(() => {
    // Every frame: an observer would also wake for each change that the page makes while it starts.
    const look = () => {
      const box = document.querySelector('#question');
      if (box && !box.disabled && box.getClientRects().length > 0) globalThis.readyAt = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.goto(url);
  await page.waitForFunction(
    () => globalThis.readyAt !== undefined && performance.getEntriesByName('first-contentful-paint').length > 0,
  );
  return page.evaluate(() => ({
    paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
    ready: globalThis.readyAt,
  }));
}

/** The page is one without our program, whose own worker would compute at the same time. */
async function embedInWorker(page, url, variant, build) {
  await page.goto(`${url}build.json`);
  const { ms: start } = await startWorker(page, `${url}worker/retriever-${variant}-${build}.js`);
  const { kind, body: loaded } = await ask(page, { load: { folder: `${url}model/`, refetch: false } });
  if (kind !== 'done') throw new Error(JSON.stringify(loaded));
  const embeddings = [];
  for (const tokens of TOKENS) {
    // One token a word.
    const order = { embed: { texts: [Array(tokens - 2).fill('tool').join(' ')] } };
    const times = [];
    // The first of each length is not counted: buffers grow, and the browser still compiles.
    for (let i = -1; i < EMBEDDINGS; i += 1) {
      const { ms } = await ask(page, order);
      if (i >= 0) times.push(ms);
    }
    embeddings.push({ tokens, times });
  }
  return { start, loaded, embeddings };
}

/** A call and a reply of the practice worker; the first of each counts, as in a first run. */
async function practise(page, url, build) {
  await page.goto(`${url}build.json`);
  const { ms: start } = await startWorker(page, `${url}worker/practice-${build}.js`);
  const place = JSON.stringify({ place: 'Paris' });
  const call = await ask(page, { call: { tool: 'time_zones', api: 'zone_offset', arguments: place } });
  const messages = [{ role: 'user', content: 'How far is it from Paris to Rome?' }];
  const reply = await ask(page, { reply: { messages, functions: [] } });
  return { start, call: call.ms, reply: reply.ms };
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function whole(number) {
  return String(Math.round(number));
}

function grouped(number) {
  return number.toLocaleString('en-US');
}

function row(name, ...columns) {
  return name.padEnd(58) + columns.map((column) => column.padStart(14)).join('');
}
