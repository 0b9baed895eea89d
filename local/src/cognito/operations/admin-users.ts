import { randomInt } from 'node:crypto';
import { AwsError } from '../../aws/errors.ts';
import {
  type CognitoInput,
  checkEmail,
  optionalInteger,
  optionalText,
  page,
  text,
  texts,
  userAttributes,
} from '../cognito-input.ts';
import {
  type CognitoContext,
  type CognitoOperations,
  namedUser,
  notAuthorized,
  poolById,
  poolOf,
  wireAttributes,
  wireTime,
} from '../context.ts';
import { checkPolicy, hashPassword } from '../password.ts';
import { parseUserFilter } from '../user-filter.ts';
import type { User } from '../user-store.ts';

/** Users on one page at most, and by default (API Reference, ListUsers). */
const pageSize = 60;

export const adminUserOperations: CognitoOperations = {
  async AdminCreateUser(input, cognito) {
    const pool = poolOf(input, cognito);
    const action = optionalText(input, 'MessageAction');
    if (action === 'RESEND') return { User: await inviteAgain(input, cognito) };
    const email = text(input, 'Username');
    checkEmail(email);
    const { email: _same, email_verified, ...attributes } = userAttributes(input);
    const password = optionalText(input, 'TemporaryPassword') ?? temporaryPassword();
    checkPolicy(password, pool.settings.passwordPolicy);
    const user = cognito.users.add({
      poolId: pool.id,
      email,
      emailVerified: email_verified === 'true',
      attributes,
      password: await hashPassword(password),
      status: 'FORCE_CHANGE_PASSWORD',
    });
    if (!user) throw new AwsError('UsernameExistsException', 'User account already exists');
    if (action !== 'SUPPRESS') mailPassword(email, password, cognito);
    return { User: wireUser(user) };
  },

  AdminGetUser(input, cognito) {
    const user = namedUser(input, cognito);
    const { Attributes, ...rest } = wireUser(user);
    return { ...rest, UserAttributes: Attributes };
  },

  async AdminSetUserPassword(input, cognito) {
    const user = namedUser(input, cognito);
    const password = text(input, 'Password');
    checkPolicy(password, poolById(user.poolId, cognito).settings.passwordPolicy);
    cognito.users.update(user.sub, {
      password: await hashPassword(password),
      status: input.Permanent === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
    });
    return {};
  },

  AdminConfirmSignUp(input, cognito) {
    const user = namedUser(input, cognito);
    if (user.status !== 'UNCONFIRMED')
      throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
    cognito.users.update(user.sub, { status: 'CONFIRMED' });
    return {};
  },

  AdminUpdateUserAttributes(input, cognito) {
    const user = namedUser(input, cognito);
    const { email = user.email, email_verified, ...attributes } = userAttributes(input);
    checkEmail(email);
    const other = cognito.users.find(user.poolId, email);
    if (other && other.sub !== user.sub)
      throw new AwsError('AliasExistsException', 'An account with the given email already exists.');
    const sameEmail = email === user.email;
    cognito.users.update(user.sub, {
      email,
      emailVerified:
        email_verified === undefined ? sameEmail && user.emailVerified : email_verified === 'true',
      attributes: { ...user.attributes, ...attributes },
    });
    return {};
  },

  AdminDisableUser(input, cognito) {
    const user = namedUser(input, cognito);
    cognito.users.update(user.sub, { enabled: false });
    cognito.sessions.revokeAll(user.sub);
    return {};
  },

  AdminEnableUser(input, cognito) {
    cognito.users.update(namedUser(input, cognito).sub, { enabled: true });
    return {};
  },

  AdminDeleteUser(input, cognito) {
    cognito.users.remove(namedUser(input, cognito).sub);
    return {};
  },

  AdminUserGlobalSignOut(input, cognito) {
    cognito.sessions.revokeAll(namedUser(input, cognito).sub);
    return {};
  },

  ListUsers(input, cognito) {
    const filter = parseUserFilter(optionalText(input, 'Filter'));
    const users = cognito.users.list(poolOf(input, cognito).id).filter(filter);
    const wanted = texts(input, 'AttributesToGet');
    const { items, next } = userPage(input, users, 'PaginationToken');
    return {
      Users: items.map((user) => wireUser(user, wanted)),
      ...(next !== undefined && { PaginationToken: next }),
    };
  },
};

/** One page of users by the request's `Limit`. */
export function userPage(input: CognitoInput, users: User[], tokenName: string) {
  // Cognito takes 0 for its default.
  const limit = optionalInteger(input, 'Limit', 0, pageSize) || pageSize;
  return page(users, limit, optionalText(input, tokenName));
}

/** A user as lists show it, with the attributes wanted, or all. */
export function wireUser(user: User, wanted?: readonly string[]) {
  const attributes = wireAttributes(user);
  return {
    Username: user.sub,
    Attributes: wanted ? attributes.filter(({ Name }) => wanted.includes(Name)) : attributes,
    UserCreateDate: wireTime(user.createdAt),
    UserLastModifiedDate: wireTime(user.modifiedAt),
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

async function inviteAgain(input: CognitoInput, cognito: CognitoContext) {
  const user = namedUser(input, cognito);
  if (user.status !== 'FORCE_CHANGE_PASSWORD')
    throw new AwsError(
      'UnsupportedUserStateException',
      `Resend not possible. Current status is ${user.status}`,
    );
  const password = optionalText(input, 'TemporaryPassword') ?? temporaryPassword();
  checkPolicy(password, poolById(user.poolId, cognito).settings.passwordPolicy);
  cognito.users.update(user.sub, { password: await hashPassword(password) });
  mailPassword(user.email, password, cognito);
  return wireUser(user);
}

function mailPassword(to: string, password: string, { mailbox }: CognitoContext): void {
  mailbox.deliver({
    to,
    subject: 'Your temporary password',
    text: `Your username is ${to} and temporary password is ${password}`,
    code: password,
  });
}

/** Of every kind that a password policy can ask for. */
function temporaryPassword(): string {
  const kinds = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '!#%+-?'];
  const characters = Array.from({ length: 16 }, (_, index) => {
    const kind = kinds[index % kinds.length] ?? '';
    return kind.charAt(randomInt(kind.length));
  });
  return characters.join('');
}
