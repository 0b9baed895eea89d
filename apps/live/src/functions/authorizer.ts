import { createTokenVerifier } from '@tidecast/http/token-verifier';
import { sessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { APIGatewayRequestAuthorizerEventV2, Context } from 'aws-lambda';
import { type AuthorizerAnswer, createAuthorize } from '../authorize.ts';
import { readConfig } from '../config.ts';
import { createLambdaTelemetry } from '../telemetry.ts';

const config = readConfig(process.env);
const telemetry = createLambdaTelemetry('live-authorizer', config.stackName);
const authorize = createAuthorize(
  createTokenVerifier({ ...config.userPool, cognitoEndpoint: config.cognitoEndpoint }),
  sessionCookiePolicy(config.publicOrigin),
  telemetry,
);

/** Identifies the sender of a request; the routes decide what they may do. */
export function handler(
  event: APIGatewayRequestAuthorizerEventV2,
  context: Context,
): Promise<AuthorizerAnswer> {
  return telemetry.invocation(context, () => authorize(event));
}
