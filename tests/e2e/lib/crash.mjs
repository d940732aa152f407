// A fault of the page's program, made on purpose.
import { link } from './keys.mjs';

/** Makes the page's program stop with a panic: the first element it asks for is refused. */
export async function crash(page) {
  await page.evaluate(() => {
    const { createElement } = Document.prototype;
    const { cloneNode } = Node.prototype;
    // Once: the page that tells of the fault is made of elements too.
    const refuse = () => {
      Object.assign(Document.prototype, { createElement });
      Object.assign(Node.prototype, { cloneNode });
      throw new Error('refused by the test');
    };
    Object.assign(Document.prototype, { createElement: refuse });
    Object.assign(Node.prototype, { cloneNode: refuse });
  });
  await link(page, 'Settings');
  await page.locator('.crash').waitFor({ timeout: 10_000 });
}
