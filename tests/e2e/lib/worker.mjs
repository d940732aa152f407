// Speaks the protocol of src/formats/worker with a worker, from a document without the program.

/**
 * Starts the worker of a script in the tab. Gives what its `ready` says, `{ protocol, build }`, and the milliseconds
 * until then; fails where it says something else first, or stops.
 */
export function startWorker(page, script) {
  return page.evaluate(
    (script) =>
      new Promise((resolve, reject) => {
        const begin = performance.now();
        const worker = new Worker(script, { type: 'module' });
        const waiting = new Map();
        let last = 0;
        globalThis.ask = (order) =>
          new Promise((settle, fail) => {
            last += 1;
            waiting.set(last, { settle, fail, steps: [], begin: performance.now() });
            worker.postMessage(`ask ${last}\n${JSON.stringify(order)}`);
          });
        worker.onerror = (event) => {
          const error = new Error(`the worker stopped: ${event.message || 'its script did not load'}`);
          reject(error);
          waiting.forEach((request) => request.fail(error));
        };
        worker.onmessage = ({ data }) => {
          const [, kind, number, body] = /^(\w+) (\d+)\n(.*)$/s.exec(data.head);
          const ms = (since) => performance.now() - since;
          if (kind === 'ready') return resolve({ protocol: Number(number), build: body, ms: ms(begin) });
          const request = waiting.get(Number(number));
          if (kind === 'progress') return request.steps.push(JSON.parse(body));
          const vectors = data.vectors ? [...new Float32Array(data.vectors)] : null;
          request.settle({ kind, body: JSON.parse(body), steps: request.steps, vectors, ms: ms(request.begin) });
        };
      }),
    script,
  );
}

/** One order, `{ load: {...} }` or the like; gives `{ kind, body, steps, vectors, ms }` of its end. */
export const ask = (page, order) => page.evaluate((order) => globalThis.ask(order), order);
