// A study made by hand, and a place that serves it.

const side = (run_id, method, answer, observation = 'ok') => ({
  run_id,
  method,
  model: 'test/model-x',
  path: {
    final_answer: answer,
    steps: [{ thought: `think ${answer}`, action: 'get_x', action_input: '{"n": 1}', observation }],
  },
});

/** Three pairs to judge and one whose sides are the same; without a hash, as a hand-made file may be. */
export const STUDY = {
  format: 'toolgrove-study',
  version: 1,
  id: 'made-by-hand',
  name: 'Made by hand',
  created_ms: 1_700_000_000_000,
  seed: '00000000000000aa',
  instructions: 'Look for facts.',
  build: 'test',
  items: [
    ...[1, 2, 3].map((n) => ({
      id: `item-${n}`,
      query: `Question number ${n}?`,
      first: side(`d${n}`, 'DFSDT', `yes ${n}`, 'long '.repeat(300)),
      second: side(`r${n}`, 'ReACT', `no ${n}`),
    })),
    { id: 'same', query: 'Same twice?', first: side('d4', 'DFSDT', 'same'), second: side('r4', 'ReACT', 'same') },
  ],
};

/** For `site.state.intercept`: `shared/study.json` is the study, all else in that folder is not there. `asked` gets the paths. */
export function serveStudy(asked) {
  return (path, response) => {
    if (!path.startsWith('shared/')) return false;
    asked.push(path);
    const found = path === 'shared/study.json';
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
    response.end(found ? JSON.stringify(STUDY) : 'no');
    return true;
  };
}

/**
 * Waits as long as somebody needs to see a pair: the page takes a press within 350 ms of showing it for the second half of a
 * double press, and it counts from the frame in which it was drawn.
 */
export async function pairSeen(page) {
  await page.evaluate(() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen))));
  await page.waitForTimeout(500);
}
