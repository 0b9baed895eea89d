import { AwsError } from './errors.ts';
import type { SignableRequest } from './sigv4.ts';

/**
 * The service that a request without a signature is for. Cognito takes its public operations and
 * the reading of its keys unsigned and decides itself which those are; browsers ask S3 unsigned for
 * CORS. Everything else must be signed.
 *
 * @throws AwsError what the service says to an anonymous client
 */
export function routeUnsigned(request: SignableRequest): string {
  const target = request.headers['x-amz-target'];
  if (typeof target === 'string') {
    if (target.startsWith('AWSCognitoIdentityProviderService.')) return 'cognito-idp';
    throw new AwsError(
      'MissingAuthenticationTokenException',
      'Request is missing Authentication Token',
      403,
    );
  }
  if (request.method === 'GET' && /^\/[^/]+\/\.well-known\/[^/]+$/.test(request.rawPath))
    return 'cognito-idp';
  return 's3';
}
