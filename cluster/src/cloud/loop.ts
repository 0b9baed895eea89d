import { setTimeout as delay } from 'node:timers/promises';
import { KubeError } from '../control-plane/kube-http.ts';

/** Something that is looked at again and again. */
export interface Loop {
  /** Has it looked at as soon as the look that is under way is over. */
  poke(): void;
  /** Fulfilled once no look is under way any more. */
  close(): Promise<void>;
}

/**
 * Looks at once, then every so often, one look at a time. A look that fails is lastReport of and made
 * again, as a controller does whose API server is away. That an object has changed since it was seen is
 * nothing to tell of: the next look sees it.
 *
 * @param everyMs - milliseconds from the end of a look to the next
 */
export function startLoop(
  name: string,
  look: () => Promise<void>,
  everyMs: number,
  report: (line: string) => void = () => undefined,
): Loop {
  const closing = new AbortController();
  let waiting = new AbortController();
  let lastReport = '';
  let poked = false;
  const run = async () => {
    while (!closing.signal.aborted) {
      poked = false;
      try {
        await look();
        lastReport = '';
      } catch (error) {
        const said = `${name}: ${error instanceof Error ? error.message : String(error)}`;
        if (said !== lastReport && !closing.signal.aborted && !isConflict(error)) report(said);
        lastReport = said;
      }
      waiting = new AbortController();
      if (poked) continue;
      const signal = AbortSignal.any([closing.signal, waiting.signal]);
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    poke() {
      poked = true;
      waiting.abort();
    },
    async close() {
      closing.abort();
      await running;
    },
  };
}

function isConflict(error: unknown): boolean {
  return error instanceof KubeError && error.status === 409;
}
