import { AwsError } from '../aws/errors.ts';
import type { Mailbox } from '../mailbox/mailbox.ts';
import type { AttemptStore } from './attempt-store.ts';
import type { CodeStore } from './code-store.ts';
import { type CognitoInput, text } from './cognito-input.ts';
import type { Client, Pool, PoolStore } from './pool-store.ts';
import type { Session, SessionStore } from './session-store.ts';
import { issuer, type TokenSigner } from './token-signer.ts';
import type { User, UserStore } from './user-store.ts';

/** What every operation works with. */
export interface CognitoContext {
  readonly pools: PoolStore;
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly codes: CodeStore;
  readonly attempts: AttemptStore;
  readonly signer: TokenSigner;
  readonly mailbox: Pick<Mailbox, 'deliver'>;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export type CognitoOperation = (input: CognitoInput, cognito: CognitoContext) => unknown;
export type CognitoOperations = Readonly<Record<string, CognitoOperation>>;

/** @throws AwsError `ResourceNotFoundException` */
export function clientOf(input: CognitoInput, { pools }: CognitoContext): Client {
  const id = text(input, 'ClientId');
  const client = pools.client(id);
  if (!client)
    throw new AwsError('ResourceNotFoundException', `User pool client ${id} does not exist.`);
  return client;
}

/** @throws AwsError `ResourceNotFoundException` */
export function poolOf(input: CognitoInput, cognito: CognitoContext): Pool {
  return poolById(text(input, 'UserPoolId'), cognito);
}

/** @throws AwsError `ResourceNotFoundException` */
export function poolById(id: string, { pools }: CognitoContext): Pool {
  const pool = pools.pool(id);
  if (!pool) throw new AwsError('ResourceNotFoundException', `User pool ${id} does not exist.`);
  return pool;
}

/** @throws AwsError `UserNotFoundException`: for administrators, who may know */
export function namedUser(input: CognitoInput, cognito: CognitoContext): User {
  const user = cognito.users.find(poolOf(input, cognito).id, text(input, 'Username'));
  if (!user) throw userNotFound('User does not exist.');
  return user;
}

export function userNotFound(message: string): AwsError {
  return new AwsError('UserNotFoundException', message);
}

export function notAuthorized(message: string): AwsError {
  return new AwsError('NotAuthorizedException', message);
}

export function attemptLimitExceeded(): AwsError {
  return new AwsError(
    'LimitExceededException',
    'Attempt limit exceeded, please try after some time.',
  );
}

/**
 * Whose access token it is.
 *
 * @throws AwsError `NotAuthorizedException` when it is forged, expired, revoked or its user gone
 */
export function tokenHolder(
  accessToken: string,
  { signer, sessions, users, pools, now }: CognitoContext,
): { user: User; session: Session } {
  const claims = signer.read(accessToken);
  if (claims?.token_use !== 'access') throw notAuthorized('Invalid Access Token');
  if (Number(claims.exp) * 1000 <= now()) throw notAuthorized('Access Token has expired');
  const session = sessions.session(String(claims.origin_jti));
  const client = session && pools.client(session.clientId);
  if (!session || session.revoked) throw notAuthorized('Access Token has been revoked');
  if (!client || claims.iss !== issuer(client.poolId)) throw notAuthorized('Invalid Access Token');
  const user = users.find(client.poolId, session.sub);
  if (!user) throw userNotFound('User does not exist.');
  if (!user.enabled) throw notAuthorized('User is disabled.');
  return { user, session };
}

/** Where a code was sent, as much as a stranger may see of it: `j***@e***`. */
export function deliveryDetails(email: string) {
  const [local = '', domain = ''] = email.split('@');
  return {
    AttributeName: 'email',
    DeliveryMedium: 'EMAIL',
    Destination: `${local.slice(0, 1)}***@${domain.slice(0, 1)}***`,
  };
}

/** A time as the JSON protocol carries it: Unix seconds with decimals. */
export function wireTime(milliseconds: number): number {
  return milliseconds / 1000;
}

/** All attributes of a user, as `{Name, Value}`. */
export function wireAttributes(user: User): { Name: string; Value: string }[] {
  const all = {
    email: user.email,
    email_verified: String(user.emailVerified),
    ...user.attributes,
    sub: user.sub,
  };
  return Object.entries(all).map(([Name, Value]) => ({ Name, Value }));
}
