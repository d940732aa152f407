// Everything a page says that it should not: console errors and warnings, uncaught errors, CSP violations.

/**
 * Listens to all pages of a context, also those opened later, and to their workers.
 *
 * `allow(pattern)` names what a test causes on purpose (such as Chromium's own line about a 401). `check()` throws with
 * the list of everything else.
 */
export async function listenToNoise(context) {
  const heard = [];
  const allowed = [];
  const hear = (text) => heard.push(text);

  // Runs before the page's own scripts; a CSP violation need not reach the console.
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP violation: ${event.violatedDirective} blocked ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  context.on('console', (message) => {
    if (['error', 'warning', 'assert'].includes(message.type())) {
      hear(`console.${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  context.on('weberror', (error) => hear(`uncaught: ${error.error()?.stack ?? error.error()}`));
  const watch = (page) => page.on('crash', () => hear(`the page crashed: ${page.url()}`));
  context.pages().forEach(watch);
  context.on('page', watch);

  return {
    heard,
    allow: (pattern) => allowed.push(pattern),
    check() {
      const bad = heard.filter((text) => !allowed.some((pattern) => pattern.test(text)));
      if (bad.length > 0) throw new Error(`the page was not silent:\n${bad.join('\n')}`);
    },
  };
}
