// Servers that speak Anthropic's messages or Gemini's generateContent, and put the key that they were sent wherever an
// endpoint may put one: into the text in pieces, the arguments of the call, the names of models, and the words of a 401.
import { createServer } from 'node:http';

/** A key is longer than this, so it is in several pieces. */
const PIECE = 5;
const ANSWER = 'About 9,710 km.';

/** The header of each kind that carries the key. */
export const KEY_HEADERS = { anthropic: 'x-api-key', gemini: 'x-goog-api-key' };

/**
 * Starts one of a kind on 127.0.0.1. Result: `url` and `origin` (base URL), `requests` with `{ path, headers, body }`,
 * `state.key` (the only key accepted; it may be changed), `close()`.
 */
export async function serveEcho({ kind, key }) {
  const state = { key };
  const requests = [];
  const server = createServer(async (request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-headers', request.headers['access-control-request-headers'] ?? '*');
      response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS');
      return void response.writeHead(204).end();
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString('utf8');
    const sent = request.headers[KEY_HEADERS[kind]];
    requests.push({ path: request.url, headers: { ...request.headers }, body });
    if (request.method === 'GET') return json(response, 200, KINDS[kind].models(['scripted', `gone-${key}`]));
    if (sent !== state.key) return json(response, 401, KINDS[kind].error(`No such key: ${sent}.`));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const call = { return_type: 'give_answer', final_answer: `${ANSWER} ${sent}` };
    for (const event of KINDS[kind].events(`Your key is ${sent}, I am told.`, call, `I think of ${sent}.`)) {
      response.write(event);
      await new Promise((resolve) => { setTimeout(resolve, 15); });
    }
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    url: origin,
    origin,
    state,
    requests,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

const pieces = (text) => text.match(new RegExp(`[^]{1,${PIECE}}`, 'g'));

const KINDS = {
  anthropic: {
    models: (names) => ({ data: names.map((id) => ({ id, type: 'model' })), has_more: false }),
    error: (message) => ({ type: 'error', error: { type: 'authentication_error', message } }),
    events(text, call, thinking) {
      const event = (value) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`;
      const delta = (index, inner) => event({ type: 'content_block_delta', index, delta: inner });
      const input = JSON.stringify(call);
      return [
        event({ type: 'message_start', message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'scripted', content: [], usage: { input_tokens: 25, output_tokens: 1 } } }),
        event({ type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '' } }),
        ...pieces(thinking).map((piece) => delta(0, { type: 'thinking_delta', thinking: piece })),
        event({ type: 'content_block_stop', index: 0 }),
        event({ type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } }),
        ...pieces(text).map((piece) => delta(1, { type: 'text_delta', text: piece })),
        event({ type: 'content_block_stop', index: 1 }),
        event({ type: 'content_block_start', index: 2, content_block: { type: 'tool_use', id: 'toolu_1', name: 'Finish', input: {} } }),
        ...pieces(input).map((piece) => delta(2, { type: 'input_json_delta', partial_json: piece })),
        event({ type: 'content_block_stop', index: 2 }),
        event({ type: 'message_delta', delta: { stop_reason: 'tool_use', stop_sequence: null }, usage: { output_tokens: 9 } }),
        event({ type: 'message_stop' }),
      ];
    },
  },
  gemini: {
    models: (names) => ({ models: names.map((name) => ({ name: `models/${name}`, supportedGenerationMethods: ['generateContent'] })) }),
    error: (message) => ({ error: { code: 401, message, status: 'UNAUTHENTICATED' } }),
    events(text, call, thinking) {
      const event = (parts, more = {}) => `data: ${JSON.stringify({ candidates: [{ content: { role: 'model', parts }, index: 0, ...more }], modelVersion: 'scripted' })}\n\n`;
      return [
        ...pieces(thinking).map((piece) => event([{ text: piece, thought: true }])),
        ...pieces(text).map((piece) => event([{ text: piece }])),
        event([{ functionCall: { name: 'Finish', args: call } }], { finishReason: 'STOP' }),
      ];
    },
  },
};

function json(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
