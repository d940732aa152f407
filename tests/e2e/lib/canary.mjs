// Looking for a secret everywhere it must not be: in the page, in everything the browser keeps, in the console, in every
// request, in files. Written for keys; works for any ASCII text of some length.
import { createServer } from 'node:http';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Where a key goes. */
const KEY_HEADERS = ['authorization', 'x-api-key', 'x-goog-api-key'];

/**
 * The ways in which a secret may be written down, as `{ name, text, anyCase }`: as it is, in base64 and base64url (in the
 * middle of a longer text too, so at each of its three alignments), in hex, percent-encoded whole or where it must be,
 * and as JSON escapes of UTF-16. `anyCase`: `text` is lower case and to be looked for in a lower-cased text.
 */
export function forms(secret) {
  const bytes = Buffer.from(secret, 'utf8');
  const out = [{ name: 'plain', text: secret }];
  for (const [shift, skip] of [[0, 0], [1, 2], [2, 3]]) {
    // Only characters that the secret alone decides.
    const whole = Math.floor((shift + bytes.length) / 3) * 4;
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').slice(skip, whole);
    out.push({ name: `base64 at ${shift}`, text });
    out.push({ name: `base64url at ${shift}`, text: text.replaceAll('+', '-').replaceAll('/', '_') });
  }
  const hex = bytes.toString('hex');
  out.push({ name: 'hex', text: hex, anyCase: true });
  out.push({ name: 'percent-encoded', text: hex.replace(/../g, '%$&'), anyCase: true });
  out.push({ name: 'as a URI component', text: encodeURIComponent(secret) });
  out.push({ name: 'UTF-16 in JSON', text: hex.replace(/../g, '\\u00$&'), anyCase: true });
  out.push({ name: 'a JSON string with escaped slashes', text: secret.replaceAll('/', '\\/') });
  return out;
}

/** The forms of a secret that a text holds, each as `{ where, form }`. */
export function inText(where, text, wanted) {
  const low = text.toLowerCase();
  return wanted.filter((f) => (f.anyCase ? low : text).includes(f.text)).map((f) => ({ where, form: f.name }));
}

/**
 * Everything that a page shows and its browser keeps for the page's origin: address, title, HTML, what stands in fields,
 * cookies, both storages, every row of every store of every IndexedDB database (also what a stream kept there spells in
 * pieces), every response of every cache. Works after the page's program has stopped, too. Gives `{ where, form }` for
 * each hit.
 */
export function inBrowser(page, wanted) {
  return page.evaluate(async (wanted) => {
    const found = [];
    const look = (where, text) => {
      const low = text.toLowerCase();
      for (const f of wanted) if ((f.anyCase ? low : text).includes(f.text)) found.push({ where, form: f.name });
    };
    // The texts of a stream's events, one after the other.
    const joined = (text) =>
      [...text.replaceAll('\\', '').matchAll(/"(?:text|thinking|partial_json|content|arguments)": ?"([^"]*)"/g)]
        .map((piece) => piece[1])
        .join('');
    const latin1 = (bytes) => new TextDecoder('latin1').decode(bytes);
    const written = async (value) => {
      if (value instanceof ArrayBuffer) return latin1(new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return latin1(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      if (value instanceof Blob) return latin1(new Uint8Array(await value.arrayBuffer()));
      if (value instanceof CryptoKey) return value.extractable ? 'an AES key that can be read out' : '';
      if (value instanceof Map || value instanceof Set) return written([...value]);
      if (value !== null && typeof value === 'object') {
        const parts = [];
        for (const [name, inner] of Object.entries(value)) parts.push(name, await written(inner));
        return parts.join('\n');
      }
      return String(value);
    };
    const settled = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
        request.onblocked = () => reject(new Error('blocked'));
      });

    look('the address', location.href);
    look('the history', JSON.stringify(history.state) ?? '');
    look('the title', document.title);
    look('the window\'s name', window.name);
    look('the HTML', document.documentElement.outerHTML);
    for (const field of document.querySelectorAll('input, textarea')) look(`the field ${field.id}`, field.value);
    look('cookies', document.cookie);
    for (const [name, storage] of [['localStorage', localStorage], ['sessionStorage', sessionStorage]]) {
      for (const key of Object.keys(storage)) {
        look(`${name}, a name`, key);
        look(`${name} ${key}`, storage.getItem(key));
      }
    }
    for (const { name } of await indexedDB.databases()) {
      const db = await settled(indexedDB.open(name));
      for (const table of db.objectStoreNames) {
        const store = db.transaction(table).objectStore(table);
        const [keys, rows] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
        for (const key of keys) look(`IndexedDB ${name}/${table}, a key`, await written(key));
        for (const row of rows) {
          const text = await written(row);
          look(`IndexedDB ${name}/${table}`, text);
          look(`IndexedDB ${name}/${table}, in pieces`, joined(text));
        }
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      look('a cache\'s name', name);
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        look(`cache ${name}, an address`, request.url);
        look(`cache ${name}, headers`, JSON.stringify([...request.headers, ...response.headers]));
        look(`cache ${name} ${request.url}`, latin1(new Uint8Array(await response.arrayBuffer())));
      }
    }
    return found;
  }, wanted);
}

/**
 * Looks for secrets in all that the page shows from now on, at every change of it: what stands there for a moment is seen
 * too. Stays for as long as the page is not loaded anew; `seenOn(page)` gives the forms found.
 */
export function watch(page, wanted) {
  return page.evaluate((wanted) => {
    globalThis.seenForms = { found: [], changes: 0 };
    const look = () => {
      globalThis.seenForms.changes += 1;
      const root = document.documentElement;
      const text = `${root.textContent}\n${root.outerHTML}`;
      const low = text.toLowerCase();
      for (const f of wanted) if ((f.anyCase ? low : text).includes(f.text)) globalThis.seenForms.found.push(f.name);
    };
    new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    look();
  }, wanted);
}

export const seenOn = (page) => page.evaluate(() => globalThis.seenForms);

/** Writes down, from now on, all that the pages of a context say and every request that they and their workers make. */
export function overhear(context) {
  const said = [];
  const requests = [];
  context.on('console', (message) => said.push(`${message.text()} (${message.location().url})`));
  context.on('weberror', (error) => said.push(String(error.error()?.stack ?? error.error())));
  context.on('request', (request) => requests.push(request));
  return {
    said,
    requests,
    inConsole: (wanted) => said.flatMap((text) => inText('the console', text, wanted)),
    /** Hits in requests, but for the header of a key to `origin`. */
    async inRequests(wanted, origin) {
      const found = [];
      for (const request of requests) {
        const url = request.url();
        const headers = await request.allHeaders().catch(() => request.headers());
        const other = new URL(url).origin === origin ? '' : KEY_HEADERS.map((name) => headers[name] ?? '').join('\n');
        for (const name of KEY_HEADERS) delete headers[name];
        const text = [url, JSON.stringify(headers), other, request.postData() ?? ''].join('\n');
        found.push(...inText(`a request to ${new URL(url).origin}`, text, wanted));
      }
      return found;
    },
  };
}

/** Hits in what a server of `llm_server.mjs` has seen; without its `Authorization` headers, where those are its own. */
export function atServer(llm, wanted, own) {
  return llm.requests.flatMap((request) => {
    const { authorization, ...headers } = request.headers;
    const text = JSON.stringify({ ...request, headers, authorization: own ? null : authorization });
    return inText(`the server ${llm.origin}`, text, wanted);
  });
}

/** A server that takes anything from anybody: where nothing must arrive. `requests` holds all of it as texts. */
export async function serveTrap() {
  const requests = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    requests.push([request.method, request.url, JSON.stringify(request.headers), Buffer.concat(chunks).toString('utf8')].join('\n'));
    response.writeHead(200, {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'authorization, content-type',
      'access-control-allow-methods': '*',
      'content-type': 'application/json',
    });
    response.end('{}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    requests,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/** Files below a folder that hold a secret as it is, in UTF-8 or UTF-16; paths relative to the folder. */
export async function inFiles(folder, secret) {
  const needles = [Buffer.from(secret, 'utf8'), Buffer.from(secret, 'utf16le')];
  const found = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    if (needles.some((needle) => bytes.includes(needle))) found.push(relative(folder, path));
  }
  return found;
}
