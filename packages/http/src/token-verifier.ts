import { userGroups } from '@tidecast/platform/identity/user-pool';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksNotAvailableInCacheError } from 'aws-jwt-verify/error';
import type { Fetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { Principal } from './principal.ts';

/** Checks an access token offline. */
export interface TokenVerifier {
  /**
   * @returns undefined for a token that is forged, expired or meant for another application
   * @throws when the keys to check it with cannot be fetched
   */
  verify(accessToken: string): Promise<Principal | undefined>;
}

/**
 * Timeout in milliseconds for the pool's key set, which is fetched once and when keys are rotated.
 */
const fetchTimeout = 3_000;

/**
 * Checks access tokens offline against the pool's published keys.
 *
 * @param cognitoEndpoint - the address of Cognito, when it differs from its tokens' issuer: the
 *   SDK's `AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER` or `AWS_ENDPOINT_URL`
 */
export function createTokenVerifier(options: {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly cognitoEndpoint?: string | undefined;
}): TokenVerifier {
  const verifier = CognitoJwtVerifier.create(
    { userPoolId: options.userPoolId, clientId: options.clientId, tokenUse: 'access' },
    { jwksCache: new SimpleJwksCache({ fetcher: keyFetcher(options.cognitoEndpoint) }) },
  );
  return {
    async verify(accessToken) {
      try {
        const { sub, jti, ...claims } = await verifier.verify(accessToken);
        const groups = claims['cognito:groups'] ?? [];
        return { userId: sub, tokenId: jti, moderator: groups.includes(userGroups.moderators) };
      } catch (error) {
        if (error instanceof FetchError || error instanceof JwksNotAvailableInCacheError)
          throw error;
        return undefined;
      }
    },
  };
}

function keyFetcher(endpoint: string | undefined): Fetcher {
  return {
    async fetch(uri) {
      const { pathname } = new URL(uri);
      const at = endpoint === undefined ? uri : `${endpoint.replace(/\/$/, '')}${pathname}`;
      try {
        const response = await fetch(at, { signal: AbortSignal.timeout(fetchTimeout) });
        if (!response.ok) throw new Error(`HTTP ${response.status}`);
        return await response.arrayBuffer();
      } catch (error) {
        throw new FetchError(at, error);
      }
    },
  };
}
