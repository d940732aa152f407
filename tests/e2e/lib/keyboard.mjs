// What a person does without a mouse.
import assert from 'node:assert/strict';

/** Presses Tab until the focus is on `selector`. */
export async function tabTo(page, selector, key = 'Tab') {
  for (let presses = 0; presses < 150; presses += 1) {
    if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${key} does not lead to ${selector}`);
}
