// Chromium: contexts in memory, and profiles in folders of their own.
import { chromium } from 'playwright-core';
import { mkdtemp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Nothing that reaches out by itself, so that the only requests are the page's. */
const ARGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A fresh profile folder; `remove` deletes it. Several contexts may open it one after the other. */
export async function newProfile() {
  const folder = await mkdtemp(join(tmpdir(), 'toolgrove-profile-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}

/** How Chromium is started. */
function launch(args) {
  const executablePath = process.env.CHROME ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`no browser at ${executablePath}; set CHROME`);
  return {
    executablePath,
    headless: true,
    // Chromium's sandbox refuses to run as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...ARGS, ...args],
  };
}

/** What a context is like where a test does not say. */
const CONTEXT = {
  viewport: { width: 1440, height: 900 },
  locale: 'en-US',
  colorScheme: 'light',
  // A spinner that turns costs a quarter of a core, and nothing that is tested.
  reducedMotion: 'reduce',
  serviceWorkers: 'allow',
};

/** A browser that `contextOf` opens contexts in. */
export const startBrowser = () => chromium.launch(launch([]));

/** A fresh context, whose storage is in memory and its own. Options are Playwright's. */
export const contextOf = (browser, options) => browser.newContext({ ...CONTEXT, ...options });

/**
 * Opens a profile in a browser of its own. Options are Playwright's for a context: `viewport`, `colorScheme` ('light' |
 * 'dark'), `locale`; `args` are Chromium's own, beside ours.
 * The result's `close()` ends the browser; the profile stays.
 */
export async function openProfile(profile, { args = [], ...options } = {}) {
  return chromium.launchPersistentContext(profile.folder, { ...launch(args), ...CONTEXT, ...options });
}
