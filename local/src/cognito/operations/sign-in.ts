import { AwsError } from '../../aws/errors.ts';
import {
  type CognitoInput,
  invalidParameter,
  optionalText,
  record,
  text,
} from '../cognito-input.ts';
import {
  type CognitoContext,
  type CognitoOperations,
  clientOf,
  notAuthorized,
  poolById,
  userNotFound,
  wireAttributes,
} from '../context.ts';
import { checkPolicy, hashPassword, verifyPassword } from '../password.ts';
import type { Client } from '../pool-store.ts';
import type { Session } from '../session-store.ts';
import { issueTokens } from '../tokens.ts';
import type { User } from '../user-store.ts';

export const signInOperations: CognitoOperations = {
  InitiateAuth(input, cognito) {
    const client = clientOf(input, cognito);
    const flow = text(input, 'AuthFlow');
    const parameters = record(input, 'AuthParameters');
    if (flow === 'USER_PASSWORD_AUTH') {
      allowFlow(client, flow);
      return signIn(parameters, client, cognito);
    }
    if (flow === 'REFRESH_TOKEN_AUTH' || flow === 'REFRESH_TOKEN') {
      if (client.settings.rotationGraceSeconds !== undefined)
        throw invalidParameter(
          'Refresh token rotation is enabled for this client: use GetTokensFromRefreshToken.',
        );
      allowFlow(client, 'REFRESH_TOKEN_AUTH');
      return refresh(text(parameters, 'REFRESH_TOKEN'), client, cognito);
    }
    throw invalidParameter(`the local Cognito does not emulate the flow ${flow}`);
  },

  /** Who was given a temporary password chooses an own one. */
  async RespondToAuthChallenge(input, cognito) {
    const client = clientOf(input, cognito);
    const challenge = text(input, 'ChallengeName');
    if (challenge !== 'NEW_PASSWORD_REQUIRED')
      throw invalidParameter(`the local Cognito does not emulate the challenge ${challenge}`);
    const answers = record(input, 'ChallengeResponses');
    const user = cognito.users.find(client.poolId, text(answers, 'USERNAME'));
    const session = optionalText(input, 'Session') ?? '';
    if (!user || cognito.codes.check(user.sub, 'new-password', session) !== 'right')
      throw notAuthorized('Invalid session for the user.');
    const password = text(answers, 'NEW_PASSWORD');
    checkPolicy(password, poolById(client.poolId, cognito).settings.passwordPolicy);
    const hash = await hashPassword(password);
    cognito.codes.use(user.sub, 'new-password');
    cognito.users.update(user.sub, { password: hash, status: 'CONFIRMED' });
    return startSession(user, client, cognito);
  },

  GetTokensFromRefreshToken: (input, cognito) =>
    refresh(text(input, 'RefreshToken'), clientOf(input, cognito), cognito),

  RevokeToken(input, cognito) {
    const client = clientOf(input, cognito);
    const token = text(input, 'Token');
    if (token.split('.').length === 3)
      throw new AwsError('UnsupportedTokenTypeException', 'Unsupported token type');
    const found = cognito.sessions.byToken(token);
    if (found && found.session.clientId !== client.id)
      throw new AwsError('UnauthorizedException', 'The token was issued to another client');
    if (found) cognito.sessions.revoke(found.session.originJti);
    return {};
  },
};

function allowFlow(client: Client, flow: string): void {
  if (!client.settings.authFlows.includes(`ALLOW_${flow}`))
    throw invalidParameter(`${flow} flow not enabled for this client`);
}

async function signIn(parameters: CognitoInput, client: Client, cognito: CognitoContext) {
  const username = text(parameters, 'USERNAME');
  const password = text(parameters, 'PASSWORD');
  const subject = `sign-in:${client.poolId}:${username.toLowerCase()}`;
  if (cognito.attempts.isLocked(subject)) throw notAuthorized('Password attempts exceeded');
  const user = cognito.users.find(client.poolId, username);
  if (!user && !client.settings.preventUserExistenceErrors)
    throw userNotFound('User does not exist.');
  if (!(await verifyPassword(password, user?.password)) || !user) {
    cognito.attempts.fail(subject);
    throw notAuthorized('Incorrect username or password.');
  }
  cognito.attempts.forget(subject);
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (user.status === 'UNCONFIRMED')
    throw new AwsError('UserNotConfirmedException', 'User is not confirmed.');
  return user.status === 'FORCE_CHANGE_PASSWORD'
    ? askNewPassword(user, cognito)
    : startSession(user, client, cognito);
}

function askNewPassword(user: User, { codes }: CognitoContext) {
  const attributes = wireAttributes(user)
    .filter(({ Name }) => Name !== 'sub')
    .map(({ Name, Value }) => [Name, Value]);
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: codes.issue(user.sub, 'new-password'),
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.sub,
      requiredAttributes: '[]',
      userAttributes: JSON.stringify(Object.fromEntries(attributes)),
    },
  };
}

function startSession(user: User, client: Client, cognito: CognitoContext) {
  const { session, token } = cognito.sessions.start(
    client.id,
    user.sub,
    client.settings.refreshTokenSeconds,
  );
  return authenticationResult(user, client, session, cognito, token);
}

function refresh(token: string, client: Client, cognito: CognitoContext) {
  const found = cognito.sessions.byToken(token);
  if (!found || found.session.clientId !== client.id) throw notAuthorized('Invalid Refresh Token');
  const { session, replacedAt } = found;
  if (session.revoked) throw notAuthorized('Refresh Token has been revoked');
  if (session.expiresAt <= cognito.now()) throw notAuthorized('Refresh Token has expired');
  const user = cognito.users.find(client.poolId, session.sub);
  if (!user) throw userNotFound('User does not exist.');
  if (!user.enabled) throw notAuthorized('User is disabled.');

  const { rotationGraceSeconds } = client.settings;
  const graceEnd = (replacedAt ?? Number.POSITIVE_INFINITY) + (rotationGraceSeconds ?? 0) * 1000;
  if (cognito.now() > graceEnd)
    throw new AwsError('RefreshTokenReuseException', 'Refresh token has been invalidated');
  const next =
    rotationGraceSeconds === undefined ? undefined : cognito.sessions.replace(token, session);
  return authenticationResult(user, client, session, cognito, next);
}

function authenticationResult(
  user: User,
  client: Client,
  session: Session,
  cognito: CognitoContext,
  refreshToken?: string,
) {
  const groups = cognito.pools.groupsOf(client.poolId, user.sub).map(({ name }) => name);
  return {
    AuthenticationResult: {
      ...issueTokens({ user, client, session, groups, signer: cognito.signer, now: cognito.now() }),
      ...(refreshToken !== undefined && { RefreshToken: refreshToken }),
    },
    ChallengeParameters: {},
  };
}
