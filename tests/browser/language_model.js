// A stand-in for the browser's built-in model, with the interface that is documented for it (`LanguageModel`): nothing of
// it is used that the documentation does not name. It gives the texts it was told to, in order, and notes what was asked.
globalThis.installLanguageModel = (texts, availability = 'available') => {
  const log = { created: [], prompts: [], clones: 0, destroyed: 0, aborted: 0 };
  const abortError = () => new DOMException('The operation was aborted.', 'AbortError');
  const settle = (ms, signal) => new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(abortError());
    const stop = () => { clearTimeout(timer); log.aborted += 1; reject(abortError()); };
    const timer = setTimeout(() => { signal?.removeEventListener('abort', stop); resolve(); }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
  class Session {
    constructor(past) { this.past = past; this.open = true; }
    async clone({ signal } = {}) {
      await settle(1, signal);
      log.clones += 1;
      return new Session([...this.past]);
    }
    promptStreaming(input, { signal, responseConstraint } = {}) {
      if (!this.open) throw new DOMException('The session has been destroyed.', 'InvalidStateError');
      log.prompts.push({ past: this.past, input: structuredClone(input), responseConstraint });
      const pieces = texts[Math.min(log.prompts.length, texts.length) - 1];
      if (pieces.error) throw new DOMException(pieces.message ?? '', pieces.error);
      let next = 0;
      return new ReadableStream({
        async pull(controller) {
          try {
            await settle(pieces.hang && next === pieces.pieces.length ? 1e9 : 5, signal);
          } catch (error) {
            return controller.error(error);
          }
          const over = next === pieces.pieces.length;
          if (over && pieces.cut) return controller.error(new DOMException('It broke off.', 'UnknownError'));
          if (next < pieces.pieces.length) controller.enqueue(pieces.pieces[next++]);
          else controller.close();
        },
      });
    }
    destroy() { if (this.open) log.destroyed += 1; this.open = false; }
  }
  globalThis.LanguageModel = class LanguageModel extends Session {
    static async availability() { return availability; }
    static async create({ initialPrompts = [], monitor, signal } = {}) {
      if (availability === 'unavailable') throw new DOMException('The device cannot run the model.', 'NotSupportedError');
      if (monitor) {
        const heard = new EventTarget();
        monitor(heard);
        for (const loaded of availability === 'available' ? [] : [0, 0.25, 0.5, 1]) {
          await settle(20, signal);
          heard.dispatchEvent(Object.assign(new Event('downloadprogress'), { loaded, total: 1 }));
        }
      }
      await settle(1, signal);
      availability = 'available';
      log.created.push(structuredClone(initialPrompts));
      return new Session([...initialPrompts]);
    }
  };
  globalThis.languageModelLog = log;
  return log;
};
