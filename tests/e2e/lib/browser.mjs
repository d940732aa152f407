// Chromium with a profile folder of its own.
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

/**
 * Opens a profile. Options are Playwright's for a context: `viewport`, `colorScheme` ('light' | 'dark'), `locale`;
 * `args` are Chromium's own, beside ours.
 * The result's `close()` ends the browser; the profile stays.
 */
export async function openProfile(profile, { args = [], ...options } = {}) {
  const executablePath = process.env.CHROME ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) throw new Error(`no browser at ${executablePath}; set CHROME`);
  return chromium.launchPersistentContext(profile.folder, {
    executablePath,
    headless: true,
    // Chromium's sandbox refuses to run as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [...ARGS, ...args],
    viewport: { width: 1440, height: 900 },
    locale: 'en-US',
    colorScheme: 'light',
    serviceWorkers: 'allow',
    ...options,
  });
}
