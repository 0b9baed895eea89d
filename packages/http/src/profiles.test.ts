import {
  CognitoIdentityProviderClient,
  type GetUserCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { beforeEach, expect, test } from '@jest/globals';
import { createProfiles, type ProfileOf } from './profiles.ts';

const mina = { email: 'mina@example.com', name: 'Mina' };

/** Tokens that Cognito was asked with. */
let asked: string[];
let answer: () => Promise<Record<string, string>>;
let clock: number;
let profileOf: ProfileOf;
beforeEach(() => {
  asked = [];
  answer = async () => mina;
  clock = 1;
  const client = new CognitoIdentityProviderClient({ region: 'ap-northeast-2' });
  client.middlewareStack.add(
    () => async (args) => {
      asked.push(String(Reflect.get(args.input, 'AccessToken')));
      const attributes = Object.entries(await answer());
      const output: GetUserCommandOutput = {
        $metadata: {},
        Username: 'sub',
        UserAttributes: attributes.map(([Name, Value]) => ({ Name, Value })),
      };
      return { output, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  profileOf = createProfiles(client, () => clock);
});

const caller = (tokenId = 'token-1') => ({ tokenId, accessToken: `access of ${tokenId}` });
const failing = (name: string) => async () => {
  throw Object.assign(new Error(name), { name });
};

test('a person is asked for once, however many requests come at once and later', async () => {
  const profiles = await Promise.all([1, 2, 3].map(() => profileOf(caller())));
  const profile = { email: 'mina@example.com', displayName: 'Mina' };
  expect([...profiles, await profileOf(caller())]).toEqual(Array(4).fill(profile));
  expect(asked).toEqual(['access of token-1']);
});

test('each session is asked for by itself', async () => {
  await profileOf(caller('token-1'));
  answer = async () => ({ email: 'jun@example.com', name: 'Jun' });
  expect(await profileOf(caller('token-2'))).toMatchObject({ displayName: 'Jun' });
  expect(await profileOf(caller('token-1'))).toMatchObject({ displayName: 'Mina' });
});

test('a new name is seen after a minute', async () => {
  await profileOf(caller());
  answer = async () => ({ ...mina, name: 'Minah' });
  clock += 60_000;
  expect(await profileOf(caller())).toMatchObject({ displayName: 'Mina' });
  clock += 1;
  expect(await profileOf(caller())).toMatchObject({ displayName: 'Minah' });
});

test('who has no name is shown by no part of their address', async () => {
  answer = async () => ({ email: 'mina@example.com' });
  expect(await profileOf(caller())).toMatchObject({ displayName: 'Somebody' });
});

test.each([
  'NotAuthorizedException',
  'UserNotFoundException',
  'UserNotConfirmedException',
  'PasswordResetRequiredException',
  'InvalidParameterException',
])('a token that is answered %s is nobody’s', async (name) => {
  answer = failing(name);
  expect(await profileOf(caller())).toBeUndefined();
});

test('a failure is thrown, and not remembered', async () => {
  answer = failing('TooManyRequestsException');
  await expect(profileOf(caller())).rejects.toThrow('TooManyRequestsException');
  answer = async () => mina;
  expect(await profileOf(caller())).toMatchObject({ displayName: 'Mina' });
});
