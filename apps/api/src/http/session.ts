/** Who sends a request: from the session cookies, or from a bearer token for programs. */
import {
  accessTokenOf,
  createIdentify,
  identityUnavailable,
  principalOf,
  signedIn,
} from '@tidecast/http/session';
import type { TokenVerifier } from '@tidecast/http/token-verifier';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { Request, RequestHandler, Response } from 'express';
import type { Caller } from './caller.ts';
import { contextOf } from './context.ts';

export interface Session {
  /** Anonymous callers pass; an expired session does not. */
  readonly optional: RequestHandler;
  /** Only signed-in callers pass. */
  readonly required: RequestHandler;
}

/** The guards of routes that know their callers. */
export function createSession(verifier: TokenVerifier, policy: SessionCookiePolicy): Session {
  const identify = createIdentify(verifier, policy);

  async function callerOf({ headers }: Request): Promise<Caller | undefined> {
    const state = await identify(headers).catch((error: unknown) => {
      throw identityUnavailable(error);
    });
    const principal = principalOf(state);
    return principal && { ...principal, accessToken: accessTokenOf(headers, policy) ?? '' };
  }

  const optional: RequestHandler = async (request, response, next) => {
    const caller = await callerOf(request);
    if (caller) contextOf(response).caller = caller;
    next();
  };

  const required: RequestHandler = async (request, response, next) => {
    contextOf(response).caller = signedIn(await callerOf(request));
    next();
  };

  return { optional, required };
}

/** The caller, or undefined for an anonymous one. */
export function viewerOf(response: Response): Caller | undefined {
  return contextOf(response).caller;
}
