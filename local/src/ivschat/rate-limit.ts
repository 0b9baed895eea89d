/** Lets a limited number through in any span of one second. */
export class RateLimit {
  /** When the newest were let through, in Unix milliseconds, oldest first. */
  readonly #times: number[] = [];

  /** @returns false for one too many, which then does not count */
  take(perSecond: number, now: number): boolean {
    while (this.#times[0] !== undefined && this.#times[0] <= now - 1000) this.#times.shift();
    if (this.#times.length >= perSecond) return false;
    this.#times.push(now);
    return true;
  }
}
