// The retriever worker as it ships, both builds: its vectors, its cache, and what it says about damaged bytes.
// Spoken to over its own protocol (src/formats/worker/mod.rs), from a document without the program.
import test from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { withSite } from './lib/fixture.mjs';
import { ask, startWorker } from './lib/worker.mjs';

const VARIANTS = ['simd128', 'relaxed'];
const MODEL = 'model/model_int8.onnx';
const SMALL = new URL('../fixtures/embedder/small.json', import.meta.url);
const SHARED = process.env.TOOLGROVE_SHARED ?? new URL('../../../shared', import.meta.url).pathname;

/** Texts with their whole f32 vectors. */
async function wholeGoldens() {
  const small = JSON.parse(await readFile(SMALL, 'utf8')).items.map(({ text, vector }) => ({ text, vector }));
  const large = await readFile(`${SHARED}/retrieval/embedding_goldens.json`, 'utf8').then(
    (text) => JSON.parse(text).items.map(({ text, embedding }) => ({ text, vector: embedding ?? [] })),
    () => console.log(`skipped: no ${SHARED}/retrieval/embedding_goldens.json (set TOOLGROVE_SHARED)`) ?? [],
  );
  const whole = (goldens) => goldens.filter(({ vector }) => vector.length === 384);
  return [whole(small), whole(large)].filter((goldens) => goldens.length > 0);
}

/** Starts a variant in the tab and waits for its `ready`. */
async function start({ page, site, noise }, variant) {
  // The program's own page names its icon; this bare document leaves Chromium to guess.
  noise.allow(/favicon\.ico/);
  await page.goto(`${site.url}build.json`);
  const build = await page.evaluate(async () => (await (await fetch('build.json')).json()).build_id);
  // A worker compiled for another variant does not find its build in its own name.
  assert.equal((await startWorker(page, `${site.url}worker/retriever-${variant}-${build}.js`)).build, build);
}

const load = (page, site, refetch = false) => ask(page, { load: { folder: `${site.url}model/`, refetch } });

async function embed(page, texts) {
  const { body, vectors } = await ask(page, { embed: { texts } });
  assert.deepEqual(body, { rows: texts.length, dim: 384 });
  return texts.map((_, row) => vectors.slice(row * 384, (row + 1) * 384));
}

const cosine = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const modelRequests = (site) => site.requests.filter((path) => path.startsWith('model/'));

for (const variant of VARIANTS) {
  test(`${variant}: vectors stay close to f32, and a text has the same bits alone and among others`, async () => {
    await withSite({ retriever: true }, async (f) => {
      const { page, site } = f;
      await start(f, variant);
      const { kind, body } = await load(page, site);
      assert.equal(kind, 'done', JSON.stringify(body));
      for (const goldens of await wholeGoldens()) {
        const texts = goldens.map(({ text }) => text);
        const vectors = await embed(page, texts);
        const cosines = vectors.map((vector, i) => cosine(vector, goldens[i].vector));
        const mean = cosines.reduce((a, b) => a + b) / cosines.length;
        console.log(`${variant}: cosine to f32 mean ${mean.toFixed(4)}, minimum ${Math.min(...cosines).toFixed(4)}`);
        assert.ok(mean >= 0.985 && Math.min(...cosines) >= 0.97, String(cosines));
        for (const [i, text] of texts.entries()) assert.deepEqual((await embed(page, [text]))[0], vectors[i]);
      }
    });
  });
}

test('the second visit downloads nothing of the model, even as another build', async () => {
  await withSite({ retriever: true, onDisk: true, base: '/a/b/' }, async (f) => {
    await start(f, 'simd128');
    const first = await load(f.page, f.site);
    assert.deepEqual([first.body.kept, modelRequests(f.site).length], [true, 2]);
    // [done, total] in bytes; null for preparing.
    const sizes = first.steps.filter((step) => step !== null);
    assert.equal(sizes.at(-1)[0], first.body.downloaded_bytes);
    assert.ok(sizes.every(([, total]) => total === first.body.downloaded_bytes));
    const page = await f.reopen();
    f.site.requests.length = 0;
    await start(f, 'relaxed');
    const second = await load(page, f.site);
    assert.deepEqual([second.body.downloaded_bytes, modelRequests(f.site)], [0, []]);
    assert.deepEqual(second.steps, [null]);
  });
});

const damages = {
  model_truncated: (bytes) => bytes.subarray(0, 1_000_000),
  model_corrupt: (bytes) => bytes.with(5_000_000, bytes[5_000_000] ^ 1),
};
for (const [expected, damage] of Object.entries(damages)) {
  test(`${expected}: named, never kept, and mended by a retry`, async () => {
    await withSite({ retriever: true }, async (f) => {
      const { page, site } = f;
      const bytes = new Uint8Array(await readFile(`${site.state.folder}/${MODEL}`));
      site.state.intercept = (path, response) => {
        if (path !== MODEL) return false;
        // Long-lived in the HTTP cache: only a retry that passes by it can succeed.
        response.writeHead(200, { 'cache-control': 'max-age=86400' }).end(damage(bytes));
        return true;
      };
      await start(f, 'relaxed');
      const failed = await load(page, site);
      assert.deepEqual([failed.kind, ...failed.body.slice(0, 2)], ['failed', expected, 'model_int8.onnx']);
      const refused = await ask(page, { embed: { texts: ['too early'] } });
      assert.deepEqual([refused.kind, refused.body], ['failed', ['not_loaded']]);
      assert.deepEqual(await page.evaluate(async () => (await (await caches.open('toolgrove-model-v1')).keys()).length), 0);
      site.state.intercept = null;
      assert.equal((await load(page, site, true)).kind, 'done');
      assert.equal((await embed(page, ['now it works'])).length, 1);
    });
  });
}
