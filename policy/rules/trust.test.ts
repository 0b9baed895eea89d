import { expect, test } from '@jest/globals';
import { faults } from '../test/judge.ts';
import { document, resource, trustService } from '../test/stacks.ts';
import { trustRules } from './trust.ts';

const issuer = 'token.actions.githubusercontent.com';
const sub = `${issuer}:sub`;
const aud = `${issuer}:aud`;

const trusting = (assumeRolePolicy: string) =>
  faults(trustRules, resource('aws:iam/role:Role', 'release', { assumeRolePolicy }));

const byToken = (Condition: object, provider = `oidc-provider/${issuer}`) =>
  document({
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::123456789012:${provider}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition,
  });

const exact = { StringEquals: { [sub]: 'repo:acme/tidecast:ref:refs/heads/main', [aud]: 'sts' } };

test('a service, and a subject with an audience, may take a role', async () => {
  expect(await trusting(trustService('lambda.amazonaws.com'))).toEqual([]);
  expect(await trusting(byToken(exact))).toEqual([]);
});

test.each([
  ['no condition', byToken({}), [sub, aud]],
  ['no audience', byToken({ StringEquals: { [sub]: 'repo:a/b' } }), [aud]],
  [
    'a pattern for the subject',
    byToken({ StringLike: { [sub]: 'repo:acme/*' }, StringEquals: { [aud]: 'sts' } }),
    [sub],
  ],
  [
    'a condition that passes where the claim is missing',
    byToken({ StringEqualsIfExists: { [sub]: 'x' }, StringEquals: { [aud]: 'sts' } }),
    [sub],
  ],
  [
    'the claims of another issuer',
    byToken(exact, 'oidc-provider/gitlab.com'),
    ['gitlab.com:sub', 'gitlab.com:aud'],
  ],
])('%s is loose', async (_, policy, missing) => {
  expect(await trusting(policy)).toEqual(
    missing.map((key) => `trust-is-exact | release: does not require ${key} by StringEquals`),
  );
});

test('a web identity of no provider, nobody and everybody are refused', async () => {
  expect(await trusting(byToken(exact, 'user/x'))).toEqual([
    expect.stringContaining('which is no OpenID provider of this account'),
  ]);
  const anybody = { Effect: 'Allow', Action: 'sts:AssumeRole' };
  expect(await trusting(document({ ...anybody, Principal: '*' }))).toEqual([
    'trust-is-exact | release: trusts everybody',
  ]);
  expect(await trusting(document(anybody))).toEqual([
    'trust-is-exact | release: trusts nobody by name',
  ]);
});
