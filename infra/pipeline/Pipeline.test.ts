import { expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import { policies } from '../../policy/rules/pack.ts';
import { faults } from '../../policy/test/judge.ts';
import { type Recording, record } from '../recording/recorder.ts';
import { Pipeline, type PipelineArgs } from './Pipeline.ts';

const name = 'tidecast-dev-pipeline';
const repositoryArn = 'arn:aws:ecr:ap-northeast-2:123456789012:repository/api';
const distributionArn = 'arn:aws:cloudfront::123456789012:distribution/E1';
const providerArn = 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com';

const recordPipeline = (changes: Partial<PipelineArgs> = {}) =>
  record(() => {
    const { imageRoleArn, releaseRoleArn, previewRoleArn } = new Pipeline(name, {
      gitRepo: 'https://github.com/acme/tidecast',
      gitRevision: 'main',
      repositoryArn,
      webBucket: new aws.s3.Bucket('web'),
      distributionArn,
      ...changes,
    });
    return { imageRoleArn, releaseRoleArn, previewRoleArn };
  });

const recording = await recordPipeline();

const tasks = ['image', 'release', 'preview'];
const one = (type: string, task: string, { resources }: Recording = recording) => {
  const found = resources.find(
    (resource) =>
      resource.type.endsWith(`:${type}`) && resource.name.startsWith(`${name}-${task}-`),
  );
  if (!found) throw new Error(`no ${type} for ${task}`);
  return found;
};
const permissionsOf = (task: string) =>
  JSON.parse(String(one('RolePolicy', task).inputs.policy)).Statement;
const trustOf = (task: string, from = recording) =>
  JSON.parse(String(one('Role', task, from).inputs.assumeRolePolicy)).Statement;

test('the account trusts GitHub’s tokens that are meant for AWS', () => {
  const [provider, ...more] = recording.resources.filter(({ type }) =>
    type.endsWith(':OpenIdConnectProvider'),
  );
  expect(more).toEqual([]);
  expect(provider?.inputs).toMatchObject({
    url: 'https://token.actions.githubusercontent.com',
    clientIdLists: ['sts.amazonaws.com'],
  });
});

test.each([
  ['image', 'repo:acme/tidecast:ref:refs/heads/main'],
  ['release', 'repo:acme/tidecast:ref:refs/heads/main'],
  ['preview', 'repo:acme/tidecast:pull_request'],
])('the role for %s is taken by %s alone', (task, subject) => {
  expect(trustOf(task)).toEqual([
    {
      Effect: 'Allow',
      Principal: { Federated: providerArn },
      Action: ['sts:AssumeRoleWithWebIdentity'],
      Condition: {
        StringEquals: {
          'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
          'token.actions.githubusercontent.com:sub': subject,
        },
      },
    },
  ]);
});

test('a repository that GitHub names by ids is trusted by them', async () => {
  const named = await recordPipeline({ githubSubject: 'repo:acme@1234/tidecast@5678' });
  const subjects = tasks.map(
    (task) =>
      trustOf(task, named)[0].Condition.StringEquals['token.actions.githubusercontent.com:sub'],
  );
  expect(subjects).toEqual([
    'repo:acme@1234/tidecast@5678:ref:refs/heads/main',
    'repo:acme@1234/tidecast@5678:ref:refs/heads/main',
    'repo:acme@1234/tidecast@5678:pull_request',
  ]);
});

test('images are pushed to the one repository', () => {
  expect(permissionsOf('image')).toEqual([
    { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: ['*'] },
    {
      Effect: 'Allow',
      Action: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      Resource: [repositoryArn],
    },
  ]);
});

test('a release changes the site’s bucket and refreshes the one distribution', () => {
  expect(permissionsOf('release')).toEqual([
    { Effect: 'Allow', Action: ['s3:ListBucket'], Resource: ['arn:aws:s3:::web'] },
    {
      Effect: 'Allow',
      Action: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      Resource: ['arn:aws:s3:::web/*'],
    },
    {
      Effect: 'Allow',
      Action: ['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'],
      Resource: [distributionArn],
    },
  ]);
});

test('a preview looks up, in the stack’s own region', () => {
  expect(JSON.stringify(permissionsOf('preview'))).toContain(':ssm:ap-northeast-2::parameter/aws/');
});

test('no role has more than its one policy', () => {
  expect(
    recording.resources.filter(({ type }) => /PolicyAttachment|iam\/policy:/.test(type)),
  ).toEqual([]);
  for (const task of tasks)
    expect(one('RolePolicy', task).inputs.role).toBe(one('Role', task).name);
  expect(recording.outputs).toEqual(
    Object.fromEntries(
      tasks.map((task) => [
        `${task}RoleArn`,
        `arn:aws:iam::123456789012:role/${name}-${task}-role`,
      ]),
    ),
  );
});

test('an account that has the provider keeps it', async () => {
  const second = await recordPipeline({ githubProvider: 'existing' });
  expect(second.resources.filter(({ type }) => type.endsWith(':OpenIdConnectProvider'))).toEqual(
    [],
  );
  for (const task of tasks)
    expect(trustOf(task, second)[0].Principal).toEqual({ Federated: providerArn });
});

test('the policy pack has nothing to say', async () => {
  const own = recording.resources.filter((resource) => resource.name.startsWith(name));
  expect(await faults(policies, ...own)).toEqual([]);
});
