// Files that a page hands out and takes in.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

/** Presses a button that downloads; gives the file's name and text. */
export async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

/** Waits until what is copied matches (a press does not wait for the clipboard), and gives it. */
export async function copied(page, pattern) {
  let text = '';
  for (let left = 100; left > 0; left -= 1) {
    text = await page.evaluate(() => navigator.clipboard.readText());
    if (pattern.test(text)) return text;
    await page.waitForTimeout(100);
  }
  assert.match(text, pattern);
  return text;
}

/** Drops files, each `{ name, text }`, on a part of the page. */
export async function drop(page, selector, ...files) {
  const dataTransfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer();
    for (const { name, text } of files) transfer.items.add(new File([text], name, { type: 'application/json' }));
    return transfer;
  }, files);
  for (const type of ['dragover', 'drop']) await page.locator(selector).first().dispatchEvent(type, { dataTransfer });
}

/** Gives files, each `{ name, text }`, to the page's first picker. */
export async function give(page, ...files) {
  const buffers = files.map(({ name, text }) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) }));
  await page.locator('.file-picker input[type="file"]').first().setInputFiles(buffers);
}
