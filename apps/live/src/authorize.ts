import { createIdentify, type SessionState } from '@tidecast/http/session';
import type { TokenVerifier } from '@tidecast/http/token-verifier';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { withCookies } from './http/with-cookies.ts';
import type { Telemetry } from './telemetry.ts';

/** API Gateway's simple response (format 2.0); the context reaches the routes. */
export interface AuthorizerAnswer {
  readonly isAuthorized: true;
  readonly context: SessionState;
}

/** @returns a function that identifies the sender of a request; it never rejects */
export function createAuthorize(
  verifier: TokenVerifier,
  policy: SessionCookiePolicy,
  telemetry: Pick<Telemetry, 'error'>,
) {
  const identify = createIdentify(verifier, policy);

  return async function authorize(
    event: APIGatewayRequestAuthorizerEventV2,
  ): Promise<AuthorizerAnswer> {
    try {
      return { isAuthorized: true, context: await identify(withCookies(event)) };
    } catch (error) {
      telemetry.error('failed to check session', error);
      return { isAuthorized: true, context: { session: 'unknown' } };
    }
  };
}
