import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import { readCookie } from './cookies.ts';
import { HttpProblem } from './problem.ts';
import { bearerToken, type SessionHeaders } from './session.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The parts of a request that the rule depends on. */
export interface RequestOrigin {
  readonly method: string;
  readonly headers: SessionHeaders & {
    readonly origin?: string | undefined;
    readonly 'sec-fetch-site'?: string | readonly string[] | undefined;
  };
}

/**
 * Refuses state-changing requests that another site's page may have made: a request that carries a
 * session cookie, or states its origin, must come from the site itself.
 *
 * @throws HttpProblem 403 `cross_origin`
 */
export function requireSameOrigin(
  { method, headers }: RequestOrigin,
  publicOrigin: string,
  policy: SessionCookiePolicy,
): void {
  const { origin, authorization, cookie } = headers;
  const site = headers['sec-fetch-site'];
  if (safeMethods.has(method)) return;
  // Another site's page cannot send a bearer token, though it can send basic credentials with a
  // link.
  if (bearerToken(authorization) !== undefined) return;
  if (origin === publicOrigin || site === 'same-origin') return;
  const fromBrowser = origin !== undefined || site !== undefined;
  const hasSession =
    readCookie(cookie, policy.accessName) ?? readCookie(cookie, policy.refreshName);
  if (fromBrowser || hasSession !== undefined)
    throw new HttpProblem(
      'cross_origin',
      `This request must come from ${publicOrigin}: send it as Origin, or use a bearer token.`,
    );
}
