/**
 * Fetch for a session that lives in httpOnly cookies: when the access token has run out, one
 * refresh is asked for, by one tab, and the request is sent again.
 */

import type { ProblemCode } from '@tidecast/contract/problem-codes';
import { addressOf } from './addresses.ts';

/** What the page remembers of a session it cannot see: that there is one, and how fresh it is. */
export interface SessionMemory {
  /** Unix milliseconds of the last sign-in or refresh in any tab; undefined when signed out. */
  refreshedAt(): number | undefined;
  remember(at: number): void;
  forget(): void;
}

/** The one thing needed of `navigator.locks`: one holder of the name at a time, over all tabs. */
export type Exclusive = <T>(name: string, work: () => Promise<T>) => Promise<T>;

export interface SessionFetchOptions {
  fetch: (request: Request) => Promise<Response>;
  exclusive: Exclusive;
  memory: SessionMemory;
  now: () => number;
  /** Called when the session cannot be renewed. */
  onEnded: () => void;
}

/** Answers of these are about the credentials in the request itself. */
const authAddresses: ReadonlySet<string> = new Set([
  addressOf('/auth/sign-in'),
  addressOf('/auth/sign-up'),
  addressOf('/auth/sign-out'),
  addressOf('/auth/refresh'),
  addressOf('/auth/confirm'),
  addressOf('/auth/reset-password'),
]);

export function createSessionFetch(options: SessionFetchOptions) {
  const { fetch, exclusive, memory, now, onEnded } = options;

  return async function sessionFetch(request: Request): Promise<Response> {
    const again = request.clone();
    const sentAt = now();
    const response = await fetch(request);
    if (!(await hasExpired(request, response))) return response;
    const settled = await exclusive('tidecast.refresh', () => refreshUnlessDone(request, sentAt));
    return settled ? fetch(again) : response;
  };

  /** After waiting for the lock, the work may have been done by the tab that held it. */
  async function refreshUnlessDone(request: Request, sentAt: number): Promise<boolean> {
    if ((memory.refreshedAt() ?? 0) >= sentAt) return true;
    const url = new URL(addressOf('/auth/refresh'), request.url);
    const answer = await fetch(new Request(url, { method: 'POST' }));
    if (answer.ok) memory.remember(now());
    else if (answer.status === 401) {
      memory.forget();
      onEnded();
    }
    // Whether the session was renewed or ended, the cookies have changed, so public requests now
    // succeed.
    return answer.ok || answer.status === 401;
  }
}

/** The API reports it with a code; a refresh does not help with other kinds of 401. */
async function hasExpired(request: Request, response: Response): Promise<boolean> {
  if (response.status !== 401 || authAddresses.has(new URL(request.url).pathname)) return false;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  return (
    typeof problem === 'object' &&
    problem !== null &&
    'code' in problem &&
    problem.code === ('session_expired' satisfies ProblemCode)
  );
}
