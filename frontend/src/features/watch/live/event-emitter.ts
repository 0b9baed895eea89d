type Listener = (...values: readonly unknown[]) => void;

/**
 * As much of Node's EventEmitter as the IVS player uses: it asks for the module `events`, which
 * browsers have none of (see `resolve.alias` in vite.config.ts).
 */
export class EventEmitter {
  readonly #listeners = new Map<string, Listener[]>();

  on(name: string, listener: Listener): this {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return this;
  }

  off(name: string, listener: Listener): this {
    const left = this.#listeners.get(name)?.filter((each) => each !== listener) ?? [];
    this.#listeners.set(name, left);
    return this;
  }

  removeListener(name: string, listener: Listener): this {
    return this.off(name, listener);
  }

  removeAllListeners(name?: string): this {
    if (name === undefined) this.#listeners.clear();
    else this.#listeners.delete(name);
    return this;
  }

  /** Calls those who listened when it began, in their order. */
  emit(name: string, ...values: readonly unknown[]): boolean {
    const listeners = this.#listeners.get(name) ?? [];
    for (const listener of listeners) listener.apply(this, [...values]);
    return listeners.length > 0;
  }
}
