import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import type { TokenVerifier } from './aws/token-verifier.ts';
import { readCookie } from './http/cookies.ts';
import { bearerToken, type SessionContext } from './http/session.ts';
import type { Telemetry } from './telemetry.ts';

/** API Gateway's simple response (format 2.0); the context reaches the routes. */
export interface AuthorizerAnswer {
  readonly isAuthorized: true;
  readonly context: SessionContext;
}

/** @returns what finds out who sends a request; it never rejects */
export function createAuthorize(
  verifier: TokenVerifier,
  policy: SessionCookiePolicy,
  telemetry: Pick<Telemetry, 'error'>,
) {
  async function sessionOf(event: APIGatewayRequestAuthorizerEventV2): Promise<SessionContext> {
    const { authorization } = event.headers ?? {};
    const cookies = event.cookies ?? [];
    const bearer = bearerToken(authorization);
    if (authorization !== undefined && bearer === undefined) return { session: 'invalid' };
    const token = bearer ?? readCookie(cookies, policy.accessName);
    if (token) {
      const principal = await verifier.verify(token);
      if (principal) return { session: 'signed-in', ...principal };
      return { session: bearer === undefined ? 'expired' : 'invalid' };
    }
    // The browser drops an access cookie that has run out: the session goes on by its refresh.
    const refreshable = readCookie(cookies, policy.refreshName) !== undefined;
    return { session: refreshable ? 'expired' : 'anonymous' };
  }

  return async function authorize(
    event: APIGatewayRequestAuthorizerEventV2,
  ): Promise<AuthorizerAnswer> {
    try {
      return { isAuthorized: true, context: await sessionOf(event) };
    } catch (error) {
      telemetry.error('sessions cannot be checked', error);
      return { isAuthorized: true, context: { session: 'unknown' } };
    }
  };
}
