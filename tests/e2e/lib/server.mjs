// A plain static host for the built site: below `base`, files only; everything else is a 404.
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/**
 * Serves a folder below a base path such as `/` or `/a/b/`.
 *
 * `state.folder` may be changed while it runs (a new build arrives), and `state.intercept(path, response)` may answer a
 * request itself by returning true (a broken download). `requests` lists the paths asked for, below the base. With
 * `tls` (`{ key, cert }`, PEM) it is served by https. Paths that match `slow` are never answered, as if the line to them
 * were too slow for the test to see their end.
 */
export async function serveSite({ folder, base = '/', tls = null, slow = null }) {
  const state = { folder, intercept: null };
  const requests = [];
  const answer = async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const inside = path.startsWith(base) ? path.slice(base.length) : null;
    requests.push(inside ?? path);
    if (inside !== null && slow?.test(inside)) return;
    if (inside !== null && state.intercept?.(inside, response)) return;
    const file = inside === null ? null : fileFor(state.folder, inside);
    try {
      if (file === null) throw new Error('outside');
      const body = await readFile(file);
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-length': body.length,
        'cache-control': 'no-cache',
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    } catch {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('404 not found\n');
    }
  };
  const server = tls ? createTlsServer(tls, answer) : createServer(answer);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http${tls ? 's' : ''}://127.0.0.1:${server.address().port}${base}`,
    state,
    requests,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/** The file for a path below the base; null where it would leave the folder. */
function fileFor(folder, inside) {
  const file = normalize(join(folder, inside === '' ? 'index.html' : inside));
  return file.startsWith(folder + sep) ? file : null;
}
