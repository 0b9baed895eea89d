import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { sessionSeconds } from '@tidecast/platform/identity/user-pool';

/** A user pool's name and keys: enough to make access tokens, and to check them. */
export interface FakeUserPool {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Where the key set is, below Cognito's endpoint. */
  readonly keySetPath: string;
  readonly keySet: { readonly keys: readonly object[] };
  /** An access token; `claims` replace the usual ones, `key` signs instead of the pool's. */
  accessToken(userId: string, claims?: Record<string, unknown>, key?: KeyObject): string;
}

export function createFakeUserPool(): FakeUserPool {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const userPoolId = 'ap-northeast-2_Fake00000';
  const clientId = 'fake-client';
  const issuer = `https://cognito-idp.ap-northeast-2.amazonaws.com/${userPoolId}`;
  const jwk = publicKey.export({ format: 'jwk' });
  return {
    userPoolId,
    clientId,
    keySetPath: `/${userPoolId}/.well-known/jwks.json`,
    keySet: { keys: [{ ...jwk, kid: 'pool-key', alg: 'RS256', use: 'sig' }] },
    accessToken(userId, claims = {}, key = privateKey) {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        sub: userId,
        iss: issuer,
        client_id: clientId,
        token_use: 'access',
        jti: randomUUID(),
        iat: now,
        exp: now + sessionSeconds.access,
        ...claims,
      };
      return jwt({ alg: 'RS256', kid: 'pool-key', typ: 'JWT' }, payload, key);
    },
  };
}

export function jwt(header: object, payload: object, key: KeyObject): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(payload)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}
