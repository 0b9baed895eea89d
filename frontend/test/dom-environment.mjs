import { TestEnvironment } from 'jest-environment-jsdom';

/** What browsers have and jsdom leaves out or keeps apart from these; Node's are the same. */
const browserApis = {
  ...{ fetch, Request, Response, Headers, AbortController, AbortSignal },
  ...{ TextEncoder, TextDecoder },
};

/** A page that can talk: name it with `@jest-environment @tidecast/frontend/test/dom-environment.mjs`. */
export default class DomEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    Object.assign(this.global, browserApis);
    // jsdom knows dialogs and cannot show them.
    const { prototype } = this.global.HTMLDialogElement;
    prototype.showModal ??= function showModal() {
      this.open = true;
      this.querySelector('button')?.focus();
    };
  }
}
