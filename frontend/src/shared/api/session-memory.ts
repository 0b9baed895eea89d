import type { Exclusive, SessionMemory } from './session-fetch.ts';

const storageKey = 'tidecast.session';

/**
 * Kept in localStorage so that all tabs share it. It contains a time, never a token, so it reveals
 * only that somebody signed in.
 */
export const sessionMemory: SessionMemory = {
  refreshedAt() {
    const stored = Number(read() ?? Number.NaN);
    return Number.isFinite(stored) ? stored : undefined;
  },
  remember(at) {
    try {
      localStorage.setItem(storageKey, String(at));
    } catch {
      fallback = String(at);
    }
  },
  forget() {
    fallback = null;
    try {
      localStorage.removeItem(storageKey);
    } catch {
      // Storage is blocked: there was nothing to remove.
    }
  },
};

/** For browsers with storage blocked: lasts as long as the page. */
let fallback: string | null = null;

function read(): string | null {
  try {
    return localStorage.getItem(storageKey) ?? fallback;
  } catch {
    return fallback;
  }
}

let last: Promise<unknown> = Promise.resolve();

/** `navigator.locks` where there is one (https and localhost); else in turn within this tab. */
export const exclusive: Exclusive = (name, work) => {
  if (navigator.locks) return navigator.locks.request(name, work) as ReturnType<typeof work>;
  const turn = last.then(work, work);
  last = turn.catch(() => undefined);
  return turn;
};
