/** Who sends a request: from the session cookies, or from a bearer token for programs. */
import type { ProblemCode } from '@tidecast/contract/problem-codes';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import { readCookie } from './cookies.ts';
import type { Principal } from './principal.ts';
import { HttpProblem } from './problem.ts';
import type { TokenVerifier } from './token-verifier.ts';

/** The headers that identify the sender of a request. */
export interface SessionHeaders {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
}

/**
 * What is known of a request's session. Flat and without the token, so that it can be passed on.
 *
 * - `expired`: there was a session, which may have to be refreshed
 * - `invalid`: the Authorization header has no token that is valid here
 * - `unknown`: the keys to check it with could not be fetched
 */
export type SessionState =
  | { readonly session: 'anonymous' | 'expired' | 'invalid' | 'unknown' }
  | ({ readonly session: 'signed-in' } & Principal);

/** The token of an Authorization header; undefined when the header is not `Bearer <token>`. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}

/**
 * The access token of a request. An Authorization header always wins over cookies, even an invalid
 * one.
 */
export function accessTokenOf(
  { authorization, cookie }: SessionHeaders,
  policy: SessionCookiePolicy,
): string | undefined {
  return authorization === undefined
    ? readCookie(cookie, policy.accessName)
    : bearerToken(authorization);
}

/**
 * @returns a function that identifies the sender of a request; it rejects when the keys to check a
 *   token with cannot be fetched
 */
export function createIdentify(verifier: TokenVerifier, policy: SessionCookiePolicy) {
  return async function identify(headers: SessionHeaders): Promise<SessionState> {
    const { authorization, cookie } = headers;
    const token = accessTokenOf(headers, policy);
    const principal = token ? await verifier.verify(token) : undefined;
    if (principal) {
      const { userId, moderator, tokenId } = principal;
      return { session: 'signed-in', userId, moderator, tokenId };
    }
    if (authorization !== undefined) return { session: 'invalid' };
    // The browser drops an expired access cookie, but its refresh cookie can continue the session.
    const hadSession = token || readCookie(cookie, policy.refreshName);
    return { session: hadSession ? 'expired' : 'anonymous' };
  };
}

/**
 * The caller; undefined for an anonymous one.
 *
 * A caller whose access token has expired is told so (`session_expired`) even where anonymous
 * callers are served: otherwise it would see less than it may, and never know why.
 *
 * @throws HttpProblem 401 for a session that is no longer valid, 503 when it could not be checked
 */
export function principalOf(state: SessionState): Principal | undefined {
  switch (state.session) {
    case 'signed-in': {
      const { userId, moderator, tokenId } = state;
      return { userId, moderator, tokenId };
    }
    case 'anonymous':
      return undefined;
    case 'expired':
      throw unauthenticated('session_expired', 'The session has run out: refresh it or sign in.');
    case 'invalid':
      throw unauthenticated(
        'invalid_token',
        'Authorization must be "Bearer <token>", with a token of this site that has not expired.',
      );
    default:
      throw identityUnavailable();
  }
}

/** For a session that was ended elsewhere although its token has not expired. */
export function sessionEnded(): HttpProblem {
  return unauthenticated('session_expired', 'The session was ended: sign in again.');
}

/** @throws HttpProblem 401 for an anonymous caller */
export function signedIn<T extends Principal>(viewer: T | undefined): T {
  if (!viewer) throw unauthenticated('not_signed_in', 'Sign in to do this.');
  return viewer;
}

/** For a session that could not be checked: the caller is neither let in nor told to sign in. */
export function identityUnavailable(cause?: unknown): HttpProblem {
  return new HttpProblem(
    'identity_unavailable',
    'Sessions cannot be checked right now: try again in a moment.',
    { headers: { 'Retry-After': '5' }, cause },
  );
}

function unauthenticated(code: ProblemCode, detail: string): HttpProblem {
  return new HttpProblem(code, detail, { headers: { 'WWW-Authenticate': 'Bearer' } });
}
