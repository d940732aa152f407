// How large the site is on the wire.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const compress = promisify(brotliCompress);

/** Most bytes of program and style, brotli, that a first visit may cost. */
export const BUDGET_BYTES = 600_000;

/** Most bytes of program and style, brotli, with all parts that come later. */
export const ALL_BYTES = 1_000_000;

/** True for a part of the program: it comes when its page is first shown. */
export function isPart(path) {
  return /^parts-[0-9a-f]+\/.*\.wasm$/.test(path);
}

/** True for what the page needs to start: its wasm, scripts and styles. Parts, workers and model come later. */
export function isShell(path) {
  return /\.(wasm|m?js|css)$/.test(path) && !/^(worker|model)\//.test(path) && !isPart(path);
}

/** Files below the folder that are wanted, as `{ path, bytes, brotli }`, sorted by path. Brotli at its best (11). */
export async function measure(folder, wanted = () => true) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1).replaceAll('\\', '/'))
    .filter(wanted)
    .sort();
  return Promise.all(paths.map(async (path) => {
    const body = await readFile(join(folder, path));
    return { path, bytes: body.length, brotli: await brotliBytes(body) };
  }));
}

/** The practice worker of a measured site, in bytes of brotli: the first run needs it, but no first paint. */
export function practiceBytes(files) {
  return files.filter((file) => file.path.startsWith('worker/practice-')).reduce((sum, file) => sum + file.brotli, 0);
}

/** Program and style of a measured site together, in bytes of brotli. */
export function shellBytes(files) {
  return files.filter((file) => isShell(file.path)).reduce((sum, file) => sum + file.brotli, 0);
}

async function brotliBytes(body) {
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
  };
  return (await compress(body, { params })).length;
}
