import { randomBytes } from 'node:crypto';
import { AwsError } from '../../aws/errors.ts';
import { localAccount } from '../../aws/service.ts';
import { clientSettings, wireClientSettings } from '../client-settings.ts';
import {
  type CognitoInput,
  invalidParameter,
  optionalInteger,
  optionalText,
  page,
  record,
  refuseUnknown,
  text,
  texts,
} from '../cognito-input.ts';
import {
  type CognitoContext,
  type CognitoOperations,
  clientOf,
  poolOf,
  wireTime,
} from '../context.ts';
import type { Client, PasswordPolicy, Pool } from '../pool-store.ts';

/** Input of CreateUserPool; most members have only the value that pools have here. */
const poolMembers = [
  'PoolName',
  'Policies',
  'UsernameAttributes',
  'UsernameConfiguration',
  'AutoVerifiedAttributes',
  'AccountRecoverySetting',
  'AdminCreateUserConfig',
  'MfaConfiguration',
  'DeletionProtection',
  'UserPoolTags',
];

/** A pool's default password policy (API Reference, PasswordPolicyType). */
const defaultPasswordPolicy: PasswordPolicy = {
  MinimumLength: 8,
  RequireUppercase: true,
  RequireLowercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
};

export const adminPoolOperations: CognitoOperations = {
  CreateUserPool(input, cognito) {
    refuseUnknown(input, poolMembers);
    if (String(texts(input, 'UsernameAttributes')) !== 'email')
      throw invalidParameter('in the local Cognito UsernameAttributes must be ["email"]');
    if ((optionalText(input, 'MfaConfiguration') ?? 'OFF') !== 'OFF')
      throw invalidParameter('the local Cognito does not emulate MFA');
    const id = `${localAccount.region}_${randomName(9)}`;
    const asked = record(record(input, 'Policies'), 'PasswordPolicy');
    cognito.pools.savePool(id, text(input, 'PoolName'), { passwordPolicy: passwordPolicy(asked) });
    return { UserPool: wirePool(poolOf({ UserPoolId: id }, cognito), cognito) };
  },

  DescribeUserPool: (input, cognito) => ({ UserPool: wirePool(poolOf(input, cognito), cognito) }),

  ListUserPools(input, cognito) {
    const { items, next } = page(
      cognito.pools.pools(),
      optionalInteger(input, 'MaxResults', 1, 60) ?? 60,
      optionalText(input, 'NextToken'),
    );
    return {
      UserPools: items.map(({ id, name, createdAt, modifiedAt }) => ({
        Id: id,
        Name: name,
        CreationDate: wireTime(createdAt),
        LastModifiedDate: wireTime(modifiedAt),
      })),
      ...(next !== undefined && { NextToken: next }),
    };
  },

  CreateUserPoolClient(input, cognito) {
    const pool = poolOf(input, cognito);
    const id = randomName(26).toLowerCase();
    cognito.pools.saveClient(id, pool.id, text(input, 'ClientName'), clientSettings(input));
    return { UserPoolClient: wireClient(clientOf({ ClientId: id }, cognito)) };
  },

  DescribeUserPoolClient(input, cognito) {
    const client = clientOf(input, cognito);
    if (client.poolId !== poolOf(input, cognito).id)
      throw new AwsError(
        'ResourceNotFoundException',
        `User pool client ${client.id} does not exist.`,
      );
    return { UserPoolClient: wireClient(client) };
  },

  ListUserPoolClients(input, cognito) {
    const { items, next } = page(
      cognito.pools.clients(poolOf(input, cognito).id),
      optionalInteger(input, 'MaxResults', 1, 60) ?? 60,
      optionalText(input, 'NextToken'),
    );
    return {
      UserPoolClients: items.map(({ id, name, poolId }) => ({
        ClientId: id,
        ClientName: name,
        UserPoolId: poolId,
      })),
      ...(next !== undefined && { NextToken: next }),
    };
  },
};

function passwordPolicy(asked: CognitoInput): PasswordPolicy {
  const required = (name: Exclude<keyof PasswordPolicy, 'MinimumLength'>) =>
    // With a policy of its own, a pool asks only for what the policy names.
    Object.keys(asked).length === 0 ? defaultPasswordPolicy[name] : asked[name] === true;
  return {
    // 6 to 99 is what Cognito takes.
    MinimumLength:
      optionalInteger(asked, 'MinimumLength', 6, 99) ?? defaultPasswordPolicy.MinimumLength,
    RequireUppercase: required('RequireUppercase'),
    RequireLowercase: required('RequireLowercase'),
    RequireNumbers: required('RequireNumbers'),
    RequireSymbols: required('RequireSymbols'),
  };
}

function randomName(length: number): string {
  let name = '';
  while (name.length < length)
    name += randomBytes(48)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '');
  return name.slice(0, length);
}

function wirePool(pool: Pool, { users }: CognitoContext) {
  return {
    Id: pool.id,
    Name: pool.name,
    Arn: `arn:aws:cognito-idp:${localAccount.region}:${localAccount.accountId}:userpool/${pool.id}`,
    Policies: { PasswordPolicy: pool.settings.passwordPolicy },
    UsernameAttributes: ['email'],
    AutoVerifiedAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    MfaConfiguration: 'OFF',
    EstimatedNumberOfUsers: users.count(pool.id),
    CreationDate: wireTime(pool.createdAt),
    LastModifiedDate: wireTime(pool.modifiedAt),
  };
}

function wireClient(client: Client) {
  return {
    UserPoolId: client.poolId,
    ClientId: client.id,
    ClientName: client.name,
    CreationDate: wireTime(client.createdAt),
    LastModifiedDate: wireTime(client.modifiedAt),
    ...wireClientSettings(client.settings),
  };
}
