import { TestEnvironment } from 'jest-environment-jsdom';

/** What browsers have and jsdom leaves out or keeps apart from these; Node's are the same. */
const browserApis = {
  ...{ fetch, Request, Response, Headers, AbortController, AbortSignal },
  ...{ TextEncoder, TextDecoder },
};

/** Lets a window's listeners go by these signals: jsdom takes none but its own. */
function hearForeignSignals(window) {
  const { addEventListener } = window;
  window.addEventListener = function add(type, listener, options) {
    if (!(options?.signal instanceof AbortSignal))
      return addEventListener.call(this, type, listener, options);
    const { signal, ...rest } = options;
    if (signal.aborted) return undefined;
    signal.addEventListener('abort', () => this.removeEventListener(type, listener, rest));
    return addEventListener.call(this, type, listener, rest);
  };
}

/** A page that can talk: name it with `@jest-environment @tidecast/frontend/test/dom-environment.mjs`. */
export default class DomEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, browserApis);
    // jsdom has no media to ask: nothing asked of them is so.
    this.global.matchMedia ??= () => Object.assign(new EventTarget(), { matches: false });
    hearForeignSignals(this.global);
    // jsdom knows dialogs and cannot show them.
    const { prototype } = this.global.HTMLDialogElement;
    prototype.showModal ??= function showModal() {
      this.open = true;
      this.querySelector('button')?.focus();
    };
  }
}
