// A scripted server that speaks OpenAI's chat completions over HTTP: whole or as server-sent events, with CORS.
import { createServer } from 'node:http';

/** Enough to see fragments: a call's arguments and a text arrive in pieces of this many characters. */
const PIECE = 6;
const CHAT = '/v1/chat/completions';

/**
 * Starts a server on a free port of 127.0.0.1. Result:
 *
 * - `url`: its base URL, ending in `/v1`. `origin`: the same without path.
 * - `requests`: every request to a path, in order: `{ method, path, headers, authorization, body, aborted }`; `body` is
 *   parsed, `aborted` is true once the page has hung up before the end. Preflights are counted in `state.preflights`.
 * - `state`: may be changed while it runs (see below). `state.slips` lists mistakes of the script itself: a test that
 *   ends with any is no test. `close()` ends it and every open connection.
 *
 * Options, all also in `state`:
 *
 * - `script`: replies in order, or `(body, n) => reply`. After the last one the server answers 500, "the script has
 *   ended". A reply is `{ text, reasoning, calls, usage, finish, fault, pauseMs }`; `calls` is a list of
 *   `{ name, arguments, id }` where `name` may be a RegExp that picks one of the offered functions and `arguments` an
 *   object or a text. `usage` is `[prompt, completion]`; `null` leaves it out.
 * - `fault`: what goes wrong with every reply (one reply's own `fault` goes first): see FAULTS.
 * - `key`: the only key accepted; others get a 401 that quotes the key they sent, as some endpoints do.
 * - `models`: names that exist; others get a 404. Left out: any name.
 * - `cors`: false sends no CORS headers, so that no page can read anything; 'success' leaves them out on errors only.
 * - `allowHeaders`: the headers that preflights are told of.
 * - `origins`: pages of other origins get a 403 without CORS headers, as from Ollama. Left out: all are answered.
 * - `pauseMs`: waited before each event of a stream.
 */
export async function serveLlm(options = {}) {
  const state = { script: [], fault: null, key: null, models: null, cors: true, allowHeaders: 'authorization, content-type', origins: null, pauseMs: 0, preflights: 0, slips: [], ...options };
  const requests = [];
  let replies = 0;

  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const { origin } = request.headers;
    const foreign = state.origins !== null && origin !== undefined && !state.origins.includes(origin);
    if (state.cors && !foreign) {
      response.setHeader('access-control-allow-origin', '*');
      response.setHeader('access-control-expose-headers', 'retry-after, retry-after-ms');
    }
    if (state.cors === 'success') leaveOutOnErrors(response);
    if (request.method === 'OPTIONS') {
      state.preflights += 1;
      if (foreign) return void response.writeHead(403).end();
      response.setHeader('access-control-allow-headers', state.allowHeaders);
      response.setHeader('access-control-allow-methods', 'GET, POST, OPTIONS');
      response.writeHead(204).end();
      return;
    }
    const body = parsed(await text(request));
    const authorization = request.headers.authorization ?? null;
    const record = { method: request.method, path, headers: { ...request.headers }, authorization, body, aborted: false };
    requests.push(record);
    response.on('close', () => { record.aborted = !response.writableFinished; });
    if (foreign) return void response.writeHead(403).end();
    // Whatever the body is.
    if (state.fault === 'redirect' && path === CHAT) return FAULTS.redirect(response, body, null, state);
    const refusal = refuse(state, path, authorization, body);
    if (refusal) return json(response, ...refusal);

    const n = replies;
    replies += 1;
    const reply = typeof state.script === 'function' ? state.script(body, n) : state.script[n];
    if (!reply) return json(response, 500, { error: { message: 'the script has ended', type: 'server_error' } });
    const fault = reply.fault ?? state.fault;
    try {
      if (fault && !FAULTS[fault]) throw new Error(`no such fault: ${fault}`);
      await (FAULTS[fault] ?? answer)(response, body, reply, state);
    } catch (error) {
      // A slip of the script, such as a function that was not offered: told to the page and to the test.
      state.slips.push(error.message);
      if (response.headersSent) response.destroy();
      else json(response, 500, { error: { message: error.message, type: 'script_error' } });
    }
  });
  server.on('clientError', (_, socket) => socket.destroy());

  await new Promise((resolve) => server.listen(state.port ?? 0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    url: `${origin}/v1`,
    origin,
    state,
    requests,
    close: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }),
  };
}

/** What can go wrong, each as it was met in the field. */
const FAULTS = {
  /** A web page with status 200, as a base URL without `/v1` gives. */
  html(response) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><html><head><title>Some server’s front page</title></head><body><h1>Hi</h1></body></html>');
  },
  /** The socket is torn down after half of the events. */
  async cut(response, body, reply, state) {
    const events = eventsOf(body, reply);
    startStream(response);
    for (const event of events.slice(0, Math.ceil(events.length / 2))) await send(response, event, state, reply);
    // Half an event, so that the cut falls inside one.
    response.write('data: {"choices":[{"index":0,"del');
    await delay(50);
    response.socket?.destroy();
  },
  /** 429 with the time to wait. */
  rate_limit(response) {
    response.setHeader('retry-after', '2');
    json(response, 429, { error: { message: 'Rate limit reached for requests', type: 'requests', code: 'rate_limit_exceeded' } });
  },
  /** 429 that waiting does not end. */
  quota(response) {
    json(response, 429, { error: { message: 'You exceeded your current quota.', type: 'insufficient_quota', code: 'insufficient_quota' } });
  },
  /** Never answers. */
  mute() {},
  /** JSON of another kind of server. */
  other_json(response) {
    json(response, 200, { status: 'ok' });
  },
  /** A whole reply although a stream was asked for. */
  whole(response, body, reply, state) {
    return answer(response, { ...body, stream: false }, reply, state);
  },
  /** An error object after the first event. */
  async error_in_stream(response, body, reply, state) {
    startStream(response);
    await send(response, eventsOf(body, reply)[0], state, reply);
    response.end('data: {"error":{"message":"Upstream provider disconnected","code":502}}\n\n');
  },
  /** Headers and a first event, then silence until the page gives up. */
  async hang(response, body, reply, state) {
    startStream(response);
    await send(response, eventsOf(body, reply)[0], state, reply);
  },
  /** 503. */
  down(response) {
    json(response, 503, { error: { message: 'The server is overloaded', type: 'server_error' } });
  },
  /** The model cannot call functions (Ollama's words). */
  no_tools(response, body) {
    json(response, 400, { error: { message: `registry/${body?.model} does not support tools`, type: 'api_error' } });
  },
  /** The conversation is too long. */
  too_long(response) {
    json(response, 400, {
      error: { message: "This model's maximum context length is 8192 tokens.", code: 'context_length_exceeded' },
    });
  },
  /** Refuses `stream_options` in Mistral's words, which name the field in `loc` alone, and answers without. */
  picky(response, body, reply, state) {
    if (!body?.stream_options) return answer(response, body, reply, state);
    const detail = [
      { type: 'extra_forbidden', loc: ['body', 'stream_options', 'include_usage'], msg: 'Extra inputs are not permitted', input: true },
    ];
    return json(response, 422, { object: 'error', message: { detail }, type: 'invalid_request_error', param: null, code: null });
  },
  /** Sends elsewhere: `state.location`, or another path. */
  redirect(response, body, reply, state) {
    response.writeHead(state.location ? 302 : 307, { location: state.location ?? '/elsewhere' }).end();
  },
};

function refuse(state, path, authorization, body) {
  if (path === '/v1/models') {
    return [200, { object: 'list', data: (state.models ?? ['scripted']).map((id) => ({ id, object: 'model' })) }];
  }
  if (path !== CHAT) return [404, { error: { message: `no route ${path}`, type: 'not_found' } }];
  if (state.key !== null && authorization !== `Bearer ${state.key}`) {
    const sent = authorization?.replace(/^Bearer /, '') ?? 'none';
    return [401, { error: { message: `Incorrect API key provided: ${sent}.`, type: 'invalid_request_error', code: 'invalid_api_key' } }];
  }
  if (body === null) return [400, { error: { message: 'the body is not JSON' } }];
  if (!Array.isArray(body.messages)) return [400, { error: { message: 'messages is missing', type: 'invalid_request_error' } }];
  if (state.models && !state.models.includes(body.model)) {
    return [404, { error: { message: `The model \`${body.model}\` does not exist`, code: 'model_not_found' } }];
  }
  return null;
}

/** No CORS headers once the status is a failure. */
function leaveOutOnErrors(response) {
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (status, ...rest) => {
    if (status >= 300) response.removeHeader('access-control-allow-origin');
    return writeHead(status, ...rest);
  };
}

async function answer(response, body, reply, state) {
  if (!body.stream) return json(response, 200, wholeOf(body, reply));
  startStream(response);
  for (const event of eventsOf(body, reply)) await send(response, event, state, reply);
  response.end('data: [DONE]\n\n');
}

function wholeOf(body, reply) {
  const calls = callsOf(body, reply);
  const message = {
    role: 'assistant',
    content: reply.text ?? null,
    ...(reply.reasoning ? { reasoning_content: reply.reasoning } : {}),
    ...(calls.length > 0
      ? { tool_calls: calls.map(({ id, name, args }) => ({ id, type: 'function', function: { name, arguments: args } })) }
      : {}),
  };
  const [prompt, completion] = reply.usage ?? [100, 20];
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: body.model,
    choices: [{ index: 0, message, finish_reason: finishOf(reply, calls) }],
    ...(reply.usage === null ? {} : { usage: usage(prompt, completion) }),
  };
}

/** The chunks of a stream, in order, without `[DONE]`. */
function eventsOf(body, reply) {
  const base = { id: 'chatcmpl-1', object: 'chat.completion.chunk', model: body.model };
  const chunk = (delta, finish_reason = null) => ({ ...base, choices: [{ index: 0, delta, finish_reason }] });
  const calls = callsOf(body, reply);
  const events = [chunk({ role: 'assistant', content: calls.length > 0 && !reply.text ? null : '' })];
  for (const piece of pieces(reply.reasoning ?? '')) events.push(chunk({ reasoning_content: piece }));
  for (const piece of pieces(reply.text ?? '')) events.push(chunk({ content: piece }));
  calls.forEach(({ id, name, args }, index) => {
    events.push(chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }));
    for (const piece of pieces(args)) events.push(chunk({ tool_calls: [{ index, function: { arguments: piece } }] }));
  });
  events.push(chunk({}, finishOf(reply, calls)));
  if (body.stream_options?.include_usage && reply.usage !== null) {
    events.push({ ...base, choices: [], usage: usage(...(reply.usage ?? [100, 20])) });
  }
  return events;
}

function callsOf(body, reply) {
  return (reply.calls ?? []).map((call, index) => ({
    id: call.id ?? `call_${index}_${Math.random().toString(36).slice(2, 10)}`,
    name: nameOf(body, call.name),
    args: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments ?? {}),
  }));
}

function nameOf(body, name) {
  if (!(name instanceof RegExp)) return name;
  const offered = (body.tools ?? []).map((tool) => tool.function.name);
  const found = offered.find((one) => name.test(one));
  if (!found) throw new Error(`no offered function matches ${name}: ${offered.join(', ')}`);
  return found;
}

const finishOf = (reply, calls) => reply.finish ?? (calls.length > 0 ? 'tool_calls' : 'stop');
const usage = (prompt_tokens, completion_tokens) => ({
  prompt_tokens,
  completion_tokens,
  total_tokens: prompt_tokens + completion_tokens,
});

/** By characters, not UTF-16 units: a cut inside a surrogate pair could not be encoded. */
function pieces(text) {
  const characters = [...text];
  const out = [];
  for (let at = 0; at < characters.length; at += PIECE) out.push(characters.slice(at, at + PIECE).join(''));
  return out;
}

function startStream(response) {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  response.write(': scripted\n\n');
}

async function send(response, event, state, reply) {
  const pause = reply.pauseMs ?? state.pauseMs;
  if (pause > 0) await delay(pause);
  response.write(`data: ${JSON.stringify(event)}\n\n`);
}

function json(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

async function text(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const delay = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
