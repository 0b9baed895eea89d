import { ApiError } from '../../../shared/api/api-error.ts';
import { PartError } from './put-part.ts';

/** Waits between tries, in ms: about two minutes in all, then a person decides. */
export const retryDelays = [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000] as const;

/** Whether the same request may succeed later: no answer, too many requests, a fault over there. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof ApiError || error instanceof PartError)) return false;
  return [0, 408, 429].includes(error.status) || error.status >= 500;
}

export interface RetryWaits {
  /** Resolves after so many ms; rejects when aborted. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Resolves at once when there is a network, else when it is back; rejects when aborted. */
  online: (signal: AbortSignal) => Promise<void>;
}

/** Tries again after transient failures; time without a network costs no try. */
export async function withRetries<T>(
  work: () => Promise<T>,
  waits: RetryWaits,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    await waits.online(signal);
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      const delay = retryDelays[attempt];
      if (delay === undefined || !isTransient(error)) throw error;
      await waits.wait(delay, signal);
    }
  }
}

/** Waits by the browser's clock and its knowledge of the network. */
export function browserWaits(onOffline: (offline: boolean) => void): RetryWaits {
  const until = (signal: AbortSignal, arm: (done: () => void) => () => void) =>
    new Promise<void>((resolve, reject) => {
      signal.throwIfAborted();
      const aborted = () => {
        disarm();
        reject(signal.reason);
      };
      const disarm = arm(() => {
        signal.removeEventListener('abort', aborted);
        resolve();
      });
      signal.addEventListener('abort', aborted, { once: true });
    });
  return {
    wait: (ms, signal) =>
      until(signal, (done) => {
        const timer = setTimeout(done, ms);
        // The network coming back is the best moment to try again.
        window.addEventListener('online', done, { once: true });
        return () => {
          clearTimeout(timer);
          window.removeEventListener('online', done);
        };
      }),
    online: async (signal) => {
      if (navigator.onLine) return;
      onOffline(true);
      try {
        await until(signal, (done) => {
          window.addEventListener('online', done, { once: true });
          return () => window.removeEventListener('online', done);
        });
      } finally {
        onOffline(false);
      }
    },
  };
}
