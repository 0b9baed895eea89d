import { setTimeout as delay } from 'node:timers/promises';

/** Far more than anything takes, in milliseconds: a test that fails may take its time. */
const limit = 120_000;
const lookAgain = 25;

/**
 * Waits until something is so.
 *
 * @param look - gives what is waited for, or nothing yet
 * @param what - what is waited for, as the error tells it; the source of `look` by default
 * @returns what `look` gave
 * @throws Error when it did not come, or what `look` threw
 */
export async function until<T>(
  look: () => T | Promise<T>,
  what = String(look),
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = performance.now() + limit;
  for (;;) {
    const found = await look();
    if (isThere(found)) return found;
    if (performance.now() > deadline) throw new Error(`waited too long for ${what}`);
    await delay(lookAgain);
  }
}

function isThere<T>(found: T): found is Exclude<T, false | null | undefined> {
  return found !== false && found !== undefined && found !== null;
}
