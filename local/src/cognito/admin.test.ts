import {
  AdminAddUserToGroupCommand,
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  CreateGroupCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  GetTokensFromRefreshTokenCommand,
  InitiateAuthCommand,
  ListGroupsCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ListUsersCommand,
  ListUsersInGroupCommand,
  RespondToAuthChallengeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type CognitoTestBed,
  clientId,
  email,
  password,
  startCognitoTestBed,
  poolId as UserPoolId,
} from './cognito-test-bed.ts';

let bed: CognitoTestBed;
beforeEach(async () => {
  bed = await startCognitoTestBed();
});
afterEach(() => bed.close());

const named = { UserPoolId, Username: email };

test('administration needs a signature', async () => {
  const answer = await fetch(bed.endpoint.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.ListUsers' },
    body: JSON.stringify({ UserPoolId }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
});

test.each(['AdminInitiateAuth', 'constructor', '__proto__'])(
  'the operation %s is refused by name',
  async (operation) => {
    const answer = await fetch(bed.endpoint.url, {
      method: 'POST',
      headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
    });
    expect(await answer.json()).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringContaining(operation),
    });
  },
);

describe('users', () => {
  test('are made with a mailed temporary password that they must change', async () => {
    const { User } = await bed.client.send(
      new AdminCreateUserCommand({ ...named, UserAttributes: [{ Name: 'name', Value: 'Ann' }] }),
    );
    expect(User).toMatchObject({ UserStatus: 'FORCE_CHANGE_PASSWORD', Enabled: true });
    const challenge = await bed.client.send(
      new InitiateAuthCommand({
        ClientId: clientId,
        AuthFlow: 'USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: email, PASSWORD: bed.lastCode() },
      }),
    );
    expect(challenge).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });
    const answer = (Session: string | undefined) =>
      bed.client.send(
        new RespondToAuthChallengeCommand({
          ClientId: clientId,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session,
          ChallengeResponses: { USERNAME: email, NEW_PASSWORD: password },
        }),
      );
    await expect(answer('x'.repeat(43))).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    expect(await answer(challenge.Session)).toMatchObject({
      AuthenticationResult: { TokenType: 'Bearer' },
    });
    await bed.signIn();
  });

  test('are given a password, disabled, enabled, signed out and deleted', async () => {
    await bed.client.send(new AdminCreateUserCommand({ ...named, MessageAction: 'SUPPRESS' }));
    expect(bed.mailbox.list(email)).toEqual([]);
    await bed.client.send(
      new AdminSetUserPasswordCommand({ ...named, Password: password, Permanent: true }),
    );
    const { RefreshToken } = await bed.signIn();
    const refresh = (token: string) =>
      bed.client.send(
        new GetTokensFromRefreshTokenCommand({ ClientId: clientId, RefreshToken: token }),
      );
    await bed.client.send(new AdminDisableUserCommand(named));
    await expect(bed.signIn()).rejects.toMatchObject({ message: 'User is disabled.' });
    await expect(refresh(RefreshToken)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await bed.client.send(new AdminEnableUserCommand(named));
    const again = await bed.signIn();
    await bed.client.send(new AdminUserGlobalSignOutCommand(named));
    await expect(refresh(again.RefreshToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    await bed.client.send(new AdminDeleteUserCommand(named));
    await expect(bed.client.send(new AdminGetUserCommand(named))).rejects.toMatchObject({
      name: 'UserNotFoundException',
    });
  });

  test('are confirmed and described by email or by sub', async () => {
    const sub = await bed.signUp();
    await bed.client.send(new AdminConfirmSignUpCommand(named));
    await bed.client.send(
      new AdminUpdateUserAttributesCommand({
        ...named,
        UserAttributes: [
          { Name: 'name', Value: 'Anne' },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
    const user = await bed.client.send(new AdminGetUserCommand({ UserPoolId, Username: sub }));
    expect(user).toMatchObject({
      Username: sub,
      UserStatus: 'CONFIRMED',
      Enabled: true,
      UserCreateDate: expect.any(Date),
      UserAttributes: expect.arrayContaining([
        { Name: 'name', Value: 'Anne' },
        { Name: 'email_verified', Value: 'true' },
      ]),
    });
  });

  test('are listed by filter and by page', async () => {
    for (const address of ['ann@example.com', 'anna@example.com', 'bob@example.com'])
      await bed.signUp(address);
    const list = async (input: Partial<ListUsersCommand['input']>) => {
      const answer = await bed.client.send(new ListUsersCommand({ UserPoolId, ...input }));
      const emails = (answer.Users ?? []).map(
        ({ Attributes = [] }) => Attributes.find(({ Name }) => Name === 'email')?.Value,
      );
      return { emails, next: answer.PaginationToken };
    };
    expect((await list({ Filter: 'email = "bob@example.com"' })).emails).toEqual([
      'bob@example.com',
    ]);
    expect((await list({ Filter: 'email ^= "ann"' })).emails).toHaveLength(2);
    expect((await list({ Filter: 'cognito:user_status = "CONFIRMED"' })).emails).toEqual([]);
    expect((await list({ Filter: 'status = "Enabled"' })).emails).toHaveLength(3);
    await expect(list({ Filter: 'email > "a"' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const first = await list({ Limit: 2 });
    const second = await list({ Limit: 2, PaginationToken: first.next });
    expect(first.emails).toHaveLength(2);
    expect([...first.emails, ...second.emails].sort()).toEqual([
      'ann@example.com',
      'anna@example.com',
      'bob@example.com',
    ]);
    expect(second.next).toBeUndefined();
  });
});

test('groups have members', async () => {
  const sub = await bed.join();
  await bed.client.send(new CreateGroupCommand({ UserPoolId, GroupName: 'staff', Precedence: 1 }));
  await expect(
    bed.client.send(new CreateGroupCommand({ UserPoolId, GroupName: 'staff' })),
  ).rejects.toMatchObject({ name: 'GroupExistsException' });
  for (const GroupName of ['moderators', 'staff'])
    await bed.client.send(new AdminAddUserToGroupCommand({ ...named, GroupName }));
  const groupsOf = async () => {
    const { Groups = [] } = await bed.client.send(new AdminListGroupsForUserCommand(named));
    return Groups.map(({ GroupName }) => GroupName);
  };
  expect(await groupsOf()).toEqual(['staff', 'moderators']);
  const members = await bed.client.send(
    new ListUsersInGroupCommand({ UserPoolId, GroupName: 'staff' }),
  );
  expect(members.Users).toMatchObject([{ Username: sub }]);
  await bed.client.send(new AdminRemoveUserFromGroupCommand({ ...named, GroupName: 'staff' }));
  expect(await groupsOf()).toEqual(['moderators']);
  const { Groups = [] } = await bed.client.send(new ListGroupsCommand({ UserPoolId }));
  expect(Groups.map(({ GroupName }) => GroupName)).toEqual(['moderators', 'staff']);
  await expect(
    bed.client.send(new AdminAddUserToGroupCommand({ ...named, GroupName: 'nobody' })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

describe('pools', () => {
  test('and clients are made, listed and described', async () => {
    const { UserPool } = await bed.client.send(
      new CreateUserPoolCommand({
        PoolName: 'another',
        UsernameAttributes: ['email'],
        Policies: { PasswordPolicy: { MinimumLength: 6 } },
      }),
    );
    const Id = String(UserPool?.Id);
    expect(Id).toMatch(/^ap-northeast-2_[A-Za-z0-9]{9}$/);
    const { UserPoolClient } = await bed.client.send(
      new CreateUserPoolClientCommand({
        UserPoolId: Id,
        ClientName: 'legacy',
        ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
        AccessTokenValidity: 10,
        TokenValidityUnits: { AccessToken: 'minutes' },
      }),
    );
    const ClientId = String(UserPoolClient?.ClientId);
    const described = await bed.client.send(
      new DescribeUserPoolClientCommand({ UserPoolId: Id, ClientId }),
    );
    expect(described.UserPoolClient).toMatchObject({
      AccessTokenValidity: 600,
      PreventUserExistenceErrors: 'LEGACY',
    });
    const pools = await bed.client.send(new ListUserPoolsCommand({ MaxResults: 10 }));
    expect(pools.UserPools?.map(({ Id: id }) => id).sort()).toEqual([Id, UserPoolId].sort());
    const clients = await bed.client.send(new ListUserPoolClientsCommand({ UserPoolId: Id }));
    expect(clients.UserPoolClients).toMatchObject([{ ClientId, ClientName: 'legacy' }]);

    // A pool with a policy of its own asks only for what that names; a legacy client tells all.
    await bed.client.send(new SignUpCommand({ ClientId, Username: email, Password: 'simple' }));
    const auth = (AuthFlow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH', parameters: object) =>
      bed.client.send(
        new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters: { ...parameters } }),
      );
    await expect(
      auth('USER_PASSWORD_AUTH', { USERNAME: 'nobody@example.com', PASSWORD: 'simple' }),
    ).rejects.toMatchObject({ name: 'UserNotFoundException' });
    await bed.client.send(new AdminConfirmSignUpCommand({ UserPoolId: Id, Username: email }));
    const signedIn = await auth('USER_PASSWORD_AUTH', { USERNAME: email, PASSWORD: 'simple' });
    const again = await auth('REFRESH_TOKEN_AUTH', {
      REFRESH_TOKEN: signedIn.AuthenticationResult?.RefreshToken,
    });
    expect(again.AuthenticationResult).toMatchObject({ ExpiresIn: 600 });
    expect(again.AuthenticationResult?.RefreshToken).toBeUndefined();
  });

  test('say what they are, and refuse what is not emulated', async () => {
    await bed.signUp();
    const { UserPool } = await bed.client.send(new DescribeUserPoolCommand({ UserPoolId }));
    expect(UserPool).toMatchObject({
      Id: UserPoolId,
      Name: 'tidecast-local',
      UsernameAttributes: ['email'],
      EstimatedNumberOfUsers: 1,
    });
    await expect(
      bed.client.send(new CreateUserPoolCommand({ PoolName: 'x', LambdaConfig: {} })),
    ).rejects.toMatchObject({ message: expect.stringContaining('LambdaConfig') });
    await expect(
      bed.client.send(
        new CreateUserPoolClientCommand({
          UserPoolId,
          ClientName: 'x',
          ExplicitAuthFlows: ['ALLOW_REFRESH_TOKEN_AUTH'],
          RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
        }),
      ),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('and their users are provided again on every start without harm', async () => {
    const provide = () =>
      bed.cognito.ensureUser({
        poolId: UserPoolId,
        email: 'moderator@tidecast.test',
        name: 'Moderator',
        password,
        groups: ['moderators'],
      });
    const sub = await provide();
    await bed.restart();
    expect(await provide()).toBe(sub);
    await bed.signIn('moderator@tidecast.test');
  });
});
