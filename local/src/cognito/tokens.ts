import { randomUUID } from 'node:crypto';
import type { Client } from './pool-store.ts';
import type { Session } from './session-store.ts';
import { issuer, type TokenSigner } from './token-signer.ts';
import type { User } from './user-store.ts';

export interface TokenSubject {
  readonly user: User;
  readonly client: Client;
  readonly session: Session;
  /** In the order the token shall list them. */
  readonly groups: readonly string[];
  readonly signer: TokenSigner;
  /** Unix milliseconds. */
  readonly now: number;
}

/** An access and an ID token with the claims Cognito gives them. */
export function issueTokens({ user, client, session, groups, signer, now }: TokenSubject) {
  const { accessTokenSeconds, idTokenSeconds } = client.settings;
  const issuedAt = Math.floor(now / 1000);
  const shared = {
    sub: user.sub,
    ...(groups.length > 0 && { 'cognito:groups': groups }),
    iss: issuer(client.poolId),
    origin_jti: session.originJti,
    event_id: randomUUID(),
    auth_time: Math.floor(session.authTime / 1000),
    iat: issuedAt,
  };
  return {
    AccessToken: signer.sign({
      ...shared,
      client_id: client.id,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      exp: issuedAt + accessTokenSeconds,
      jti: randomUUID(),
      username: user.sub,
    }),
    IdToken: signer.sign({
      ...shared,
      ...user.attributes,
      email: user.email,
      email_verified: user.emailVerified,
      'cognito:username': user.sub,
      aud: client.id,
      token_use: 'id',
      exp: issuedAt + idTokenSeconds,
      jti: randomUUID(),
    }),
    ExpiresIn: accessTokenSeconds,
    TokenType: 'Bearer',
  };
}
