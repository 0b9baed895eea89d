/** What must be closed, in the reverse order of its start. */
export class Closers {
  readonly #closers: (() => unknown)[] = [];

  add(close: () => unknown): void {
    this.#closers.push(close);
  }

  /** Has something ended by its own `close`. @returns what was given */
  keep<T extends { close(): unknown }>(one: T): T {
    this.add(() => one.close());
    return one;
  }

  /**
   * Ends everything, whatever fails on the way.
   *
   * @throws the first failure
   */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.#closers.pop(); close; close = this.#closers.pop()) {
      try {
        await close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
