/** Callers waiting for something to happen in a queue, so that they need not poll. */
export class QueueWaiters {
  readonly #waiting = new Map<string, Set<() => void>>();
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  /** Ends every wait for this queue, so that the waiting callers check it again. */
  wake(queue: string): void {
    for (const end of this.#waiting.get(queue) ?? []) end();
  }

  /** Ends every wait, now and later. */
  close(): void {
    this.#closed = true;
    for (const queue of this.#waiting.keys()) this.wake(queue);
  }

  /** @param until - Unix milliseconds, when the wait ends by itself */
  wait(queue: string, until: number, signal?: AbortSignal): Promise<void> {
    if (this.#closed || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(queue) ?? new Set();
      this.#waiting.set(queue, waiting);
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        waiting.delete(end);
        resolve();
      };
      // One millisecond more: timers may fire just before their time.
      const timer = setTimeout(end, Math.max(0, until - Date.now()) + 1);
      signal?.addEventListener('abort', end, { once: true });
      waiting.add(end);
    });
  }
}
