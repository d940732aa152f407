// Signing in with OpenRouter: PKCE against a stand-in of its two addresses, played by the browser itself.
import test from 'node:test';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { shown, withSite } from './lib/fixture.mjs';

const KEY = 'sk-or-canary-91be';
const sha256 = (text) => createHash('sha256').update(text).digest('base64url');

/** Plays openrouter.ai: sends back with a code, and gives the key to whoever knows the verifier. */
async function playOpenRouter(context, seen, { refuse = false } = {}) {
  await context.route('https://openrouter.ai/**', async (route) => {
    const url = new URL(route.request().url());
    if (url.pathname === '/auth') {
      seen.asked = Object.fromEntries(url.searchParams);
      const back = new URL(seen.asked.callback_url);
      back.searchParams.set('code', 'code-7');
      return route.fulfill({ status: 302, headers: { location: back.href } });
    }
    seen.calls.push({ path: url.pathname, search: url.search, headers: await route.request().allHeaders(), body: route.request().postData() });
    const headers = { 'access-control-allow-origin': '*', 'content-type': 'application/json' };
    if (url.pathname !== '/api/v1/auth/keys') return route.fulfill({ status: 404, headers, body: '{"error":{"message":"not here"}}' });
    const given = JSON.parse(route.request().postData());
    const right = given.code === 'code-7' && sha256(given.code_verifier) === seen.asked.code_challenge && given.code_challenge_method === 'S256';
    if (refuse || !right) return route.fulfill({ status: 403, headers, body: '{"error":{"message":"Invalid code or code_verifier"}}' });
    return route.fulfill({ status: 200, headers, body: JSON.stringify({ key: KEY, user_id: 'u' }) });
  });
}

async function signIn(page, site) {
  await page.goto(`${site.url}?page=settings`);
  await shown(page);
  await page.getByRole('button', { name: 'Add an endpoint' }).click();
  await page.getByRole('button', { name: 'OpenRouter', exact: true }).click();
  await page.getByRole('button', { name: 'Sign in with OpenRouter' }).click();
}

const kept = (page) => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));

for (const base of ['/', '/a/b/']) {
  test(`signing in gives an endpoint with its key, and leaves no code behind, at ${base}`, async () => {
    await withSite({ base }, async ({ page, site, context }) => {
      const seen = { calls: [] };
      await playOpenRouter(context, seen);
      await signIn(page, site);
      await page.getByText(/^Signed in\./).waitFor();
      assert.equal(seen.asked.code_challenge_method, 'S256');
      assert.equal(seen.asked.callback_url, `${site.url}?page=settings`);
      const row = page.getByRole('listitem').filter({ hasText: 'https://openrouter.ai/api/v1' });
      await row.getByText('Key held until the page is left').waitFor();
      assert.equal(seen.calls.length, 1);
      assert.equal(seen.calls[0].headers.authorization, undefined);
      const all = await kept(page);
      for (const secret of [KEY, 'code-7', 'toolgrove.signin']) assert.ok(!all.includes(secret), secret);
      assert.ok(!(await page.locator('body').innerHTML()).includes(KEY));
    });
  });
}

test('a refused sign-in says so, and a code that nobody asked for is dropped', async () => {
  await withSite({}, async ({ page, site, context, noise }) => {
    noise.allow(/Failed to load resource/);
    const seen = { calls: [] };
    await playOpenRouter(context, seen, { refuse: true });
    await signIn(page, site);
    await page.getByText(/The sign-in did not give a key/).waitFor();
    await page.getByText('No endpoint yet.').waitFor();
    await page.goto(`${site.url}?page=settings&code=planted`);
    await shown(page);
    assert.ok(!page.url().includes('planted'));
    assert.equal(seen.calls.length, 1);
  });
});

test('signing in keeps the endpoint and the way that were chosen, and asks before a held key is lost', async () => {
  await withSite({}, async ({ page, site, context }) => {
    const seen = { calls: [] };
    await playOpenRouter(context, seen);
    await signIn(page, site);
    const row = page.getByRole('listitem').filter({ hasText: 'https://openrouter.ai/api/v1' });
    await row.getByText('Key held until the page is left').waitFor();
    // A second endpoint at the same address; the first one's key would be lost.
    await page.getByRole('button', { name: 'Add an endpoint' }).click();
    await page.getByRole('button', { name: 'OpenRouter', exact: true }).click();
    await page.getByLabel('until the tab is closed').check();
    await page.getByRole('button', { name: 'Sign in with OpenRouter' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave and sign in' }).click();
    await page.getByText(/^Signed in\. The key is kept as you chose/).waitFor();
    await page.locator('.endpoint').nth(1).getByText('Key held until the tab is closed').waitFor();
    assert.equal(await page.locator('.endpoint').count(), 2);
  });
});
