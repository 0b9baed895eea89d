import {
  AdminAddUserToGroupCommand,
  ChangePasswordCommand,
  DeleteUserCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createTokenVerifier } from '../../../packages/http/src/token-verifier.ts';
import {
  clientId as ClientId,
  type CognitoTestBed,
  email,
  password,
  poolId,
  startCognitoTestBed,
} from './cognito-test-bed.ts';

let bed: CognitoTestBed;
beforeEach(async () => {
  bed = await startCognitoTestBed();
});
afterEach(() => bed.close());

const refusal = (name: string, message: string | RegExp = /./) => ({
  name,
  message: expect.stringMatching(message),
});

const getUser = (AccessToken: string) => bed.client.send(new GetUserCommand({ AccessToken }));

async function refresh(RefreshToken: string) {
  const { AuthenticationResult } = await bed.client.send(
    new GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }),
  );
  return AuthenticationResult;
}

describe('signing in', () => {
  test('tells a wrong password and an unknown address apart for nobody', async () => {
    await bed.join();
    const expected = refusal('NotAuthorizedException', 'Incorrect username or password.');
    await expect(bed.signIn(email, 'Wrong-horse-99')).rejects.toMatchObject(expected);
    await expect(bed.signIn('nobody@example.com')).rejects.toMatchObject(expected);
    await bed.signIn('ANN@example.com');
  });

  test('is locked for a while after five failures, the longer the more', async () => {
    await bed.join();
    const wrong = () => bed.signIn(email, 'Wrong-horse-99').catch((error: Error) => error);
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await wrong();
      bed.pass(1.5);
    }
    // The sixth failure locks for 2 s, of which 1.5 s have passed.
    await expect(bed.signIn()).rejects.toMatchObject(
      refusal('NotAuthorizedException', 'Password attempts exceeded'),
    );
    bed.pass(1);
    await bed.signIn();
  });

  test('is refused in flows that the client does not allow', async () => {
    const start = (AuthFlow: 'REFRESH_TOKEN_AUTH' | 'USER_SRP_AUTH') =>
      bed.client.send(
        new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters: { REFRESH_TOKEN: 'x' } }),
      );
    await expect(start('REFRESH_TOKEN_AUTH')).rejects.toMatchObject(
      refusal('InvalidParameterException', 'rotation'),
    );
    await expect(start('USER_SRP_AUTH')).rejects.toMatchObject(
      refusal('InvalidParameterException', 'USER_SRP_AUTH'),
    );
  });
});

describe('tokens', () => {
  /** The product's own verifier, reading the keys from this endpoint. */
  const verifier = () =>
    createTokenVerifier({
      userPoolId: poolId,
      clientId: ClientId,
      cognitoEndpoint: bed.endpoint.url,
    });

  test('hold against aws-jwt-verify, with the claims of Cognito', async () => {
    const sub = await bed.join();
    await bed.client.send(
      new AdminAddUserToGroupCommand({
        UserPoolId: poolId,
        GroupName: 'moderators',
        Username: email,
      }),
    );
    const tokens = await bed.signIn();
    expect(await verifier().verify(tokens.AccessToken)).toMatchObject({
      userId: sub,
      moderator: true,
    });
    const access = claimsOf(tokens.AccessToken);
    expect(access).toMatchObject({
      iss: 'https://cognito-idp.ap-northeast-2.amazonaws.com/ap-northeast-2_Tidecast1',
      sub,
      username: sub,
      client_id: ClientId,
      token_use: 'access',
      scope: 'aws.cognito.signin.user.admin',
      'cognito:groups': ['moderators'],
      jti: expect.any(String),
      origin_jti: expect.any(String),
      event_id: expect.any(String),
    });
    expect(Number(access.exp) - Number(access.iat)).toBe(3600);
    expect(claimsOf(tokens.IdToken)).toMatchObject({
      sub,
      aud: ClientId,
      token_use: 'id',
      email,
      email_verified: true,
      name: 'Ann',
      'cognito:username': sub,
      origin_jti: access.origin_jti,
    });
  });

  test('hold after a restart; forged ones do not', async () => {
    await bed.join();
    const { AccessToken, IdToken } = await bed.signIn();
    await bed.restart();
    expect(await verifier().verify(AccessToken)).toBeDefined();
    const forged = AccessToken.replace(/.{8}$/, 'AAAAAAAA');
    expect(await verifier().verify(forged)).toBeUndefined();
    await expect(getUser(forged)).rejects.toMatchObject(refusal('NotAuthorizedException'));
    await expect(getUser(IdToken)).rejects.toMatchObject(refusal('NotAuthorizedException'));
  });

  test('of a pool that is not there have no keys', async () => {
    const answer = await fetch(`${bed.endpoint.url}/ap-northeast-2_Nowhere/.well-known/jwks.json`);
    expect(answer.status).toBe(400);
  });
});

describe('a refresh token', () => {
  test('is replaced by each use, and works for 10 s more', async () => {
    await bed.join();
    const { RefreshToken: first } = await bed.signIn();
    const [one, two] = await Promise.all([refresh(first), refresh(first)]);
    expect(new Set([first, one?.RefreshToken, two?.RefreshToken]).size).toBe(3);
    bed.pass(9);
    await refresh(first);
    bed.pass(2);
    await expect(refresh(first)).rejects.toMatchObject(refusal('RefreshTokenReuseException'));
    expect(await refresh(String(one?.RefreshToken))).toMatchObject({
      AccessToken: expect.any(String),
      RefreshToken: expect.any(String),
    });
    await refresh(String(two?.RefreshToken));
  });

  test('ends 30 days after signing in, however often it was replaced', async () => {
    await bed.join();
    const { RefreshToken } = await bed.signIn();
    bed.pass(29 * 86_400);
    const next = await refresh(RefreshToken);
    bed.pass(86_401);
    await expect(refresh(String(next?.RefreshToken))).rejects.toMatchObject(
      refusal('NotAuthorizedException', 'expired'),
    );
  });

  test('takes its whole session with it when it is revoked', async () => {
    await bed.join();
    const mine = await bed.signIn();
    const other = await bed.signIn();
    const next = await refresh(mine.RefreshToken);
    await bed.client.send(new RevokeTokenCommand({ ClientId, Token: mine.RefreshToken }));
    await expect(refresh(String(next?.RefreshToken))).rejects.toMatchObject(
      refusal('NotAuthorizedException', 'revoked'),
    );
    await expect(getUser(mine.AccessToken)).rejects.toMatchObject(
      refusal('NotAuthorizedException', 'revoked'),
    );
    await getUser(other.AccessToken);
    await bed.client.send(new RevokeTokenCommand({ ClientId, Token: 'never issued' }));
    await expect(
      bed.client.send(new RevokeTokenCommand({ ClientId, Token: mine.AccessToken })),
    ).rejects.toMatchObject(refusal('UnsupportedTokenTypeException'));
    await expect(refresh('never issued')).rejects.toMatchObject(
      refusal('NotAuthorizedException', 'Invalid Refresh Token'),
    );
  });
});

describe('the own account', () => {
  test('is shown', async () => {
    const sub = await bed.join();
    const { AccessToken } = await bed.signIn();
    const { Username, UserAttributes = [] } = await getUser(AccessToken);
    expect(Username).toBe(sub);
    expect(Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]))).toEqual({
      sub,
      email,
      email_verified: 'true',
      name: 'Ann',
    });
    bed.pass(3601);
    await expect(getUser(AccessToken)).rejects.toMatchObject(
      refusal('NotAuthorizedException', 'expired'),
    );
  });

  test('gets another password by knowing the old one', async () => {
    await bed.join();
    const { AccessToken } = await bed.signIn();
    const change = (PreviousPassword: string) =>
      bed.client.send(
        new ChangePasswordCommand({
          AccessToken,
          PreviousPassword,
          ProposedPassword: 'Another-horse-9',
        }),
      );
    await expect(change('Wrong-horse-99')).rejects.toMatchObject(refusal('NotAuthorizedException'));
    await change(password);
    await bed.signIn(email, 'Another-horse-9');
  });

  test('signs out everywhere', async () => {
    await bed.join();
    const [here, there] = [await bed.signIn(), await bed.signIn()];
    await bed.client.send(new GlobalSignOutCommand({ AccessToken: here.AccessToken }));
    await expect(refresh(there.RefreshToken)).rejects.toMatchObject(
      refusal('NotAuthorizedException'),
    );
    await expect(getUser(here.AccessToken)).rejects.toMatchObject(
      refusal('NotAuthorizedException'),
    );
  });

  test('can be deleted, and made again', async () => {
    const before = await bed.join();
    const { AccessToken } = await bed.signIn();
    await bed.client.send(new DeleteUserCommand({ AccessToken }));
    await expect(bed.signIn()).rejects.toMatchObject(refusal('NotAuthorizedException'));
    await expect(getUser(AccessToken)).rejects.toMatchObject(refusal('NotAuthorizedException'));
    expect(await bed.join()).not.toBe(before);
  });
});

function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
