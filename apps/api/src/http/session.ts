/** Who sends a request: from the session cookies, or from a bearer token for programs. */
import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import type { Request, RequestHandler, Response } from 'express';
import { contextOf } from './context.ts';
import { readCookie } from './cookies.ts';
import type { Principal } from './principal.ts';
import { HttpProblem } from './problem.ts';

/** Checks an access token offline. */
export interface TokenVerifier {
  /**
   * @returns undefined for a token that is forged, expired or not meant for this application
   * @throws when the keys to check it with cannot be had
   */
  verify(accessToken: string): Promise<Principal | undefined>;
}

export interface Session {
  /** Anonymous callers pass; a session that has run out does not. */
  readonly optional: RequestHandler;
  /** Only signed-in callers pass. */
  readonly required: RequestHandler;
}

const unauthenticated = (code: string, detail: string) =>
  new HttpProblem(401, code, detail, { headers: { 'WWW-Authenticate': 'Bearer' } });

/**
 * The guards of routes that know their callers.
 *
 * A caller whose access token has run out is told so (`session_expired`) even where anonymous
 * callers are served: it would otherwise be shown less than it may see, and never know.
 */
export function createSession(verifier: TokenVerifier, policy: SessionCookiePolicy): Session {
  async function identify(request: Request): Promise<Principal | undefined> {
    const bearer = bearerToken(request);
    const token = bearer ?? readCookie(request.headers.cookie, policy.accessName);
    if (token) {
      const principal = await verifier.verify(token).catch((error: unknown) => {
        throw new HttpProblem(
          503,
          'identity_unavailable',
          'Sessions cannot be checked right now: try again in a moment.',
          { headers: { 'Retry-After': '5' }, cause: error },
        );
      });
      if (principal) return principal;
      if (bearer)
        throw unauthenticated('invalid_token', 'The bearer token is forged, expired or foreign.');
    }
    if (token || readCookie(request.headers.cookie, policy.refreshName))
      throw unauthenticated('session_expired', 'The session has run out: refresh it or sign in.');
    return undefined;
  }

  const optional: RequestHandler = async (request, response, next) => {
    const principal = await identify(request);
    if (principal) contextOf(response).principal = principal;
    next();
  };

  const required: RequestHandler = async (request, response, next) => {
    const principal = await identify(request);
    if (!principal) throw unauthenticated('not_signed_in', 'Sign in to do this.');
    contextOf(response).principal = principal;
    next();
  };

  return { optional, required };
}

/** The caller, or undefined for an anonymous one. */
export function viewerOf(response: Response): Principal | undefined {
  return contextOf(response).principal;
}

/** The caller of a route behind {@link Session.required}. */
export function userOf(response: Response): Principal {
  const { principal } = contextOf(response);
  if (!principal) throw new Error('the route lacks session.required');
  return principal;
}

/** The token of an Authorization header, which wins over cookies when there is one. */
export function bearerToken(request: Request): string | undefined {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header)?.[1];
  if (!token) throw unauthenticated('invalid_token', 'Authorization must be "Bearer <token>".');
  return token;
}
