import { AwsError } from '../../aws/errors.ts';
import { type CognitoInput, optionalInteger, optionalText, page, text } from '../cognito-input.ts';
import {
  type CognitoContext,
  type CognitoOperations,
  namedUser,
  poolOf,
  wireTime,
} from '../context.ts';
import type { Group } from '../pool-store.ts';
import { userPage, wireUser } from './admin-users.ts';

const pageSize = 60;

export const adminGroupOperations: CognitoOperations = {
  CreateGroup(input, cognito) {
    const pool = poolOf(input, cognito);
    const name = text(input, 'GroupName');
    if (cognito.pools.group(pool.id, name))
      throw new AwsError('GroupExistsException', 'A group with the name already exists.');
    const description = optionalText(input, 'Description');
    const precedence = optionalInteger(input, 'Precedence', 0, 2 ** 31 - 1);
    cognito.pools.addGroup({
      poolId: pool.id,
      name,
      ...(description !== undefined && { description }),
      ...(precedence !== undefined && { precedence }),
    });
    return { Group: wireGroup(namedGroup(input, cognito)) };
  },

  ListGroups: (input, cognito) => groupPage(input, cognito.pools.groups(poolOf(input, cognito).id)),

  AdminAddUserToGroup(input, cognito) {
    const { poolId, name } = namedGroup(input, cognito);
    cognito.pools.join(poolId, name, namedUser(input, cognito).sub);
    return {};
  },

  AdminRemoveUserFromGroup(input, cognito) {
    const { poolId, name } = namedGroup(input, cognito);
    cognito.pools.leave(poolId, name, namedUser(input, cognito).sub);
    return {};
  },

  AdminListGroupsForUser(input, cognito) {
    const { poolId, sub } = namedUser(input, cognito);
    return groupPage(input, cognito.pools.groupsOf(poolId, sub));
  },

  ListUsersInGroup(input, cognito) {
    const { poolId, name } = namedGroup(input, cognito);
    const { items, next } = userPage(input, cognito.users.list(poolId, name), 'NextToken');
    return {
      Users: items.map((user) => wireUser(user)),
      ...(next !== undefined && { NextToken: next }),
    };
  },
};

function namedGroup(input: CognitoInput, cognito: CognitoContext): Group {
  const group = cognito.pools.group(poolOf(input, cognito).id, text(input, 'GroupName'));
  if (!group) throw new AwsError('ResourceNotFoundException', 'Group not found.');
  return group;
}

function groupPage(input: CognitoInput, groups: Group[]) {
  const limit = optionalInteger(input, 'Limit', 0, pageSize) || pageSize;
  const { items, next } = page(groups, limit, optionalText(input, 'NextToken'));
  return { Groups: items.map(wireGroup), ...(next !== undefined && { NextToken: next }) };
}

function wireGroup(group: Group) {
  return {
    UserPoolId: group.poolId,
    GroupName: group.name,
    Description: group.description,
    Precedence: group.precedence,
    CreationDate: wireTime(group.createdAt),
    LastModifiedDate: wireTime(group.modifiedAt),
  };
}
