export type Health = 'HEALTHY' | 'STARVING' | 'UNKNOWN';

/** Over how long the pace is measured, in milliseconds. */
const windowMs = 4_000;
/** Below this share of real time a stream starves, and from the other on it does no more. */
const starvingBelow = 0.75;
const healthyFrom = 0.9;

/** Compares how fast a stream's own clock runs with how fast it should. */
export class StreamHealth {
  #samples: { at: number; time: number }[] = [];
  #health: Health = 'UNKNOWN';

  get health(): Health {
    return this.#health;
  }

  /** @param time - of a tag, in milliseconds of the stream's clock; @param at - when it came */
  heard(time: number, at: number): void {
    this.#samples.push({ at, time });
  }

  /** @returns the health now, if it has changed since the last look */
  look(now: number): Health | undefined {
    const first = this.#samples[0];
    if (!first || now - first.at < windowMs) return undefined;
    while ((this.#samples[1]?.at ?? now) <= now - windowMs) this.#samples.shift();
    const start = this.#samples[0] ?? first;
    const end = this.#samples.at(-1) ?? start;
    const pace = (end.time - start.time) / (now - start.at);
    const before = this.#health;
    if (pace < starvingBelow) this.#health = 'STARVING';
    else if (pace >= healthyFrom || before === 'UNKNOWN') this.#health = 'HEALTHY';
    return this.#health === before ? undefined : this.#health;
  }

  /** Another encoder has another clock. */
  restart(): void {
    this.#samples = [];
  }
}
