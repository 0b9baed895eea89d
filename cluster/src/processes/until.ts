import { setTimeout as delay } from 'node:timers/promises';

/** How often a condition is looked at, in milliseconds: a look costs the cluster a request. */
const pause = 200;

/**
 * Waits for a condition.
 *
 * @param what - what is waited for, as it stands in the error
 * @param look - gives what was waited for, or nothing; an error counts as nothing, and is told at the end
 * @param limitMs - milliseconds after which it gives up
 * @throws Error that says what did not come, and what was seen last
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  limitMs: number,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = performance.now() + limitMs;
  let last = '';
  for (;;) {
    signal?.throwIfAborted();
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (performance.now() > deadline)
      throw new Error(
        `${what}: not within ${Math.round(limitMs / 1000)} s${last && `; last: ${last}`}`,
      );
    await delay(pause, undefined, signal ? { signal } : {});
  }
}
