import { expect, test } from '@jest/globals';
import { faults } from '../test/judge.ts';
import { document, resource } from '../test/stacks.ts';
import { permissionRules } from './permissions.ts';

const allowed = (Action: unknown, Resource: unknown = 'arn:aws:s3:::media/*') =>
  resource('aws:iam/rolePolicy:RolePolicy', 'api', {
    policy: document({ Effect: 'Allow', Action, Resource }),
  });

test.each([
  ['*', 'has the action *'],
  ['s3:*', 'allows s3:*'],
  [['s3:GetObject', 's3:Put*'], 'allows s3:Put*'],
])('the action %j is not allowed', async (action, message) => {
  expect(await faults(permissionRules, allowed(action))).toEqual([
    `no-wildcard-action | api: policy ${message}`,
  ]);
});

test('all but some actions, and all but some resources, are not allowed', async () => {
  const policy = document({ Effect: 'Allow', NotAction: 's3:GetObject', NotResource: 'arn:x' });
  expect(
    await faults(permissionRules, resource('aws:iam/policy:Policy', 'odd', { policy })),
  ).toEqual([
    'no-wildcard-action | odd: policy allows all but some actions',
    'no-wildcard-resource | odd: policy allows all but some resources',
  ]);
});

test.each(['*', 'arn:aws:s3:::*'])('an action with resources is not allowed on %s', async (on) => {
  expect(await faults(permissionRules, allowed('s3:GetObject', on))).toEqual([
    'no-wildcard-resource | api: policy allows s3:GetObject on everything',
  ]);
});

test('the inline policies of a role are judged as well, and a document as an object', async () => {
  const role = resource('aws:iam/role:Role', 'api', {
    inlinePolicies: [
      { policy: { Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: 'arn:x' } } },
    ],
  });
  expect(await faults(permissionRules, role)).toEqual([
    'no-wildcard-action | api: inlinePolicies.0.policy allows sqs:*',
  ]);
});

test('a policy that is no JSON is told', async () => {
  const broken = resource('aws:iam/policy:Policy', 'broken', { policy: '{' });
  expect(await faults(permissionRules, broken)).toEqual([
    'no-wildcard-action | broken: policy is not a policy in JSON',
  ]);
});

test('nobody is everybody', async () => {
  const queue = resource('aws:sqs/queuePolicy:QueuePolicy', 'jobs', {
    policy: document({
      Effect: 'Allow',
      Principal: { AWS: ['*'] },
      Action: 'sqs:SendMessage',
      Resource: 'arn:aws:sqs:::jobs',
    }),
  });
  const call = resource('aws:lambda/permission:Permission', 'call', { principal: '*' });
  expect(await faults(permissionRules, queue, call)).toEqual([
    'nothing-for-everybody | jobs: policy allows something to everybody',
    'nothing-for-everybody | call: lets everybody call the function',
  ]);
});

test.each([
  ['arn:aws:iam::aws:policy/AmazonS3FullAccess', 1],
  ['arn:aws:iam::aws:policy/PowerUserAccess', 1],
  ['arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy', 0],
  ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore', 0],
])('%s makes %d faults', async (policyArn, count) => {
  const attached = resource('aws:iam/rolePolicyAttachment:RolePolicyAttachment', 'x', {
    policyArn,
  });
  expect(await faults(permissionRules, attached)).toHaveLength(count);
});
