import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import { readCookie } from './cookies.ts';
import { HttpProblem } from './problem.ts';
import type { HttpRequest } from './request.ts';
import { bearerToken } from './session.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses state-changing requests that a page of another site may have made: whatever carries a
 * session cookie, or says where it comes from, must come from the site itself.
 *
 * @throws HttpProblem 403 `cross_origin`
 */
export function sameOriginOnly(
  { method, headers, cookies }: HttpRequest,
  publicOrigin: string,
  policy: SessionCookiePolicy,
): void {
  if (safeMethods.has(method)) return;
  // No page of another site can send a bearer token.
  if (bearerToken(headers.authorization) !== undefined) return;
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  if (origin === publicOrigin || site === 'same-origin') return;
  const fromBrowser = origin !== undefined || site !== undefined;
  const hasSession =
    readCookie(cookies, policy.accessName) ?? readCookie(cookies, policy.refreshName);
  if (fromBrowser || hasSession !== undefined)
    throw new HttpProblem(
      403,
      'cross_origin',
      `This request must come from ${publicOrigin}: send it as Origin, or use a bearer token.`,
    );
}
