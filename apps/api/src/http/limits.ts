/**
 * Rate limits. Those that protect something hold across replicas; those of reads are per replica.
 */
import {
  addressKey,
  type LimitPolicy,
  type Limits,
  tooManyRequests,
  userKey,
} from '@tidecast/http/limits';
import type { Request, Response } from 'express';
import type { Guards } from './serve-routes.ts';
import { viewerOf } from './session.ts';

export const limitPolicies = {
  /** Wrong passwords for one account from one address; a right one clears them. */
  signIn: { points: 10, duration: 300 },
  /** Sign-ins from one address, whatever the account: spraying. A school shares one address. */
  signInAddress: { points: 200, duration: 300 },
  signUp: { points: 30, duration: 300 },
  /** Guesses at the mailed six digits of one account; a right one clears them. */
  code: { points: 10, duration: 300 },
  /** Mails to one account. */
  mail: { points: 5, duration: 300 },
  /** State changes of one user, or of one address where nobody is signed in. */
  write: { points: 300, duration: 60 },
  /** Views that one address may add to one video without a session: a household, not a loop. */
  anonymousView: { points: 10, duration: 6 * 60 * 60 },
} as const satisfies Record<string, LimitPolicy>;

export type LimitName = keyof typeof limitPolicies;
export type ApiLimits = Limits<LimitName>;

/**
 * Spends a point, and tells the caller what is left.
 *
 * @throws HttpProblem 429 with Retry-After when there is none left
 */
export async function spend(
  limits: ApiLimits,
  name: LimitName,
  key: string,
  response: Pick<Response, 'setHeader'>,
): Promise<void> {
  const headers = await limits.spend(name, key);
  for (const [header, value] of Object.entries(headers)) response.setHeader(header, value);
}

/** How requests are counted, for each limit that a route may name. */
export function createCounts(limits: ApiLimits, readLimit: ReadLimit): Guards['counts'] {
  const byAddress =
    (name: LimitName) =>
    (request: Request, response: Response): Promise<void> =>
      spend(limits, name, addressKey(request.ip), response);
  return {
    none: undefined,
    read: readLimit.spendRead,
    write(request, response) {
      const viewer = viewerOf(response);
      const key = viewer ? userKey(viewer) : addressKey(request.ip);
      return spend(limits, 'write', key, response);
    },
    signUp: byAddress('signUp'),
    signInAddress: byAddress('signInAddress'),
  };
}

/** Reads of one address in one replica; counted in memory, as reads must stay cheap. */
const readPolicy = { points: 1_000, seconds: 10 };

/** For routes that read: a fixed window in memory, reset as a whole when it ends. */
export function createReadLimit(now: () => number = Date.now) {
  const counts = new Map<string, number>();
  let windowEnds = 0;
  /** @throws HttpProblem 429 */
  function spendRead(request: Request): void {
    const time = now();
    if (time >= windowEnds) {
      counts.clear();
      windowEnds = time + readPolicy.seconds * 1000;
    }
    const key = addressKey(request.ip);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > readPolicy.points) throw tooManyRequests(Math.ceil((windowEnds - time) / 1000));
  }
  return { spendRead };
}

export type ReadLimit = ReturnType<typeof createReadLimit>;
