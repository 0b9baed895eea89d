import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import { readCookie } from './cookies.ts';
import { HttpProblem, unavailable } from './problem.ts';

/** Who sends a request, as their access token says. */
export interface Principal {
  readonly userId: string;
  /** Of the group that may moderate any chat. */
  readonly moderator: boolean;
  /** Names this token in caches, so that the token itself need not be kept. */
  readonly tokenId: string;
}

/**
 * What the authorizer found out of a request's session, as API Gateway hands it on. It refuses
 * nothing: what needs a session is the routes' business, and a page must be told why, or it would
 * not know to refresh its session.
 */
export type SessionContext =
  | { readonly session: 'anonymous' | 'expired' | 'invalid' | 'unknown' }
  | {
      readonly session: 'signed-in';
      readonly userId: string;
      readonly moderator: boolean;
      readonly tokenId: string;
    };

/** The token of an Authorization header, which wins over cookies when there is one. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}

/** The access token of a request, wherever it is. */
export function accessTokenOf(
  request: { readonly authorization: string | undefined; readonly cookies: readonly string[] },
  policy: SessionCookiePolicy,
): string | undefined {
  return bearerToken(request.authorization) ?? readCookie(request.cookies, policy.accessName);
}

/**
 * The caller; undefined for an anonymous one.
 *
 * @throws HttpProblem 401 for a session that is none any more, 503 when it cannot be checked
 */
export function principalOf(context: unknown): Principal | undefined {
  const found = (context ?? { session: 'unknown' }) as SessionContext;
  switch (found.session) {
    case 'signed-in': {
      const { userId, moderator, tokenId } = found;
      return { userId, moderator, tokenId };
    }
    case 'anonymous':
      return undefined;
    case 'expired':
      throw unauthenticated('session_expired', 'The session has run out: refresh it or sign in.');
    case 'invalid':
      throw unauthenticated('invalid_token', 'The bearer token is forged, expired or foreign.');
    default:
      throw unavailable('Sessions cannot be checked right now: try again in a moment.', 5);
  }
}

/** @throws HttpProblem 401 for an anonymous caller */
export function signedIn(viewer: Principal | undefined): Principal {
  if (!viewer) throw unauthenticated('not_signed_in', 'Sign in to do this.');
  return viewer;
}

function unauthenticated(code: string, detail: string): HttpProblem {
  return new HttpProblem(401, code, detail, { headers: { 'WWW-Authenticate': 'Bearer' } });
}
