import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds. */
const limit = 30_000;
const lookAgain = 100;

/** Waits until there is something. @throws Error that says what was waited for */
export async function until<T>(find: () => Promise<T | undefined>, what: string): Promise<T> {
  const deadline = performance.now() + limit;
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`waited too long for ${what}`);
    await delay(lookAgain);
  }
}
