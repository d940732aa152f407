// Files that a page hands out and takes in.
import { readFile } from 'node:fs/promises';

/** Presses a button that downloads; gives the file's name and text. */
export async function download(page, button) {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

/** Gives files, each `{ name, text }`, to the page's first picker. */
export async function give(page, ...files) {
  const buffers = files.map(({ name, text }) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) }));
  await page.locator('.file-picker input[type="file"]').first().setInputFiles(buffers);
}
