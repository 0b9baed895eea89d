import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { bundleFunction } from '../lambda/bundle.ts';
import {
  encoderPolicy,
  encoderTrust,
  reconcilePolicy,
  schedulerPolicy,
  schedulerTrust,
  submitPolicy,
  trackPolicy,
} from './policies.ts';

const account = '123456789012';
const queue = (name: string) => `arn:aws:sqs:ap-northeast-2:${account}:${name}`;
const mediaConvert = `arn:aws:mediaconvert:ap-northeast-2:${account}`;
const resources = {
  videosTableArn: `arn:aws:dynamodb:ap-northeast-2:${account}:table/videos`,
  limitsTableArn: `arn:aws:dynamodb:ap-northeast-2:${account}:table/limits`,
  sourceBucketArn: 'arn:aws:s3:::source',
  mediaBucketArn: 'arn:aws:s3:::media',
  distributionArn: `arn:aws:cloudfront::${account}:distribution/EDGE`,
  encoderQueueArn: `${mediaConvert}:queues/own`,
  encoderRoleArn: `arn:aws:iam::${account}:role/encoder`,
  submitQueueArn: queue('submit'),
  trackQueueArn: queue('track'),
};
const policies = {
  submit: submitPolicy(resources),
  track: trackPolicy(resources),
  reconcile: reconcilePolicy(resources),
};
const names = ['submit', 'track', 'reconcile'] as const;
type Name = (typeof names)[number];
type Policy = ReturnType<typeof submitPolicy>;

/** Every action with the last part of each ARN it is allowed on. */
function grants({ Statement }: Policy): Readonly<Record<string, readonly string[]>> {
  const byAction = new Map<string, string[]>();
  for (const { Action, Resource = [] } of Statement)
    for (const action of Action)
      byAction.set(action, [
        ...(byAction.get(action) ?? []),
        ...Resource.map((arn) => String(arn).split(':').at(-1) ?? ''),
      ]);
  return Object.fromEntries([...byAction].map(([action, arns]) => [action, arns.sort()]));
}

const consume = (name: string) => ({
  'sqs:ReceiveMessage': [name],
  'sqs:DeleteMessage': [name],
  'sqs:GetQueueAttributes': [name],
});
const encode = {
  'mediaconvert:Probe': ['*'],
  'mediaconvert:CreateJob': ['queues/own'],
  'mediaconvert:ListJobs': ['queues/own'],
  'mediaconvert:GetJob': ['jobs/*'],
  'mediaconvert:CancelJob': ['jobs/*'],
  'iam:PassRole': ['role/encoder'],
};
const purge = {
  's3:ListBucketMultipartUploads': ['source'],
  's3:AbortMultipartUpload': ['source/*'],
  's3:DeleteObject': ['media/*', 'source/*'],
  'cloudfront:CreateInvalidation': ['distribution/EDGE'],
};

describe('what a function may do', () => {
  test('submit', () => {
    expect(grants(policies.submit)).toEqual({
      'dynamodb:GetItem': ['table/limits', 'table/videos'],
      'dynamodb:UpdateItem': ['table/limits', 'table/videos'],
      's3:GetObject': ['source/*'],
      's3:ListBucket': ['media', 'source'],
      's3:DeleteObject': ['media/*', 'source/*'],
      ...encode,
      ...consume('submit'),
    });
  });

  test('track', () => {
    expect(grants(policies.track)).toEqual({
      'dynamodb:GetItem': ['table/videos'],
      'dynamodb:UpdateItem': ['table/videos'],
      'dynamodb:DeleteItem': ['table/videos'],
      's3:GetObject': ['media/*'],
      's3:PutObject': ['media/*'],
      's3:ListBucket': ['media'],
      ...purge,
      ...consume('track'),
    });
  });

  test('reconcile', () => {
    expect(grants(policies.reconcile)).toEqual({
      'dynamodb:Query': ['table/videos/index/status'],
      'dynamodb:GetItem': ['table/limits', 'table/videos'],
      'dynamodb:UpdateItem': ['table/limits', 'table/videos'],
      'dynamodb:DeleteItem': ['table/videos'],
      's3:GetObject': ['media/*', 'source/*'],
      's3:PutObject': ['media/*'],
      's3:ListBucket': ['media', 'source'],
      ...encode,
      ...purge,
    });
  });

  test('jobs are those of the account and region', () => {
    const arns = policies.submit.Statement.flatMap(({ Resource = [] }) => Resource);
    expect(arns).toContain(`${mediaConvert}:jobs/*`);
  });

  test('a role is passed to MediaConvert alone', () => {
    for (const { Statement } of [policies.submit, policies.reconcile])
      expect(Statement.filter(({ Action }) => Action.includes('iam:PassRole'))).toEqual([
        expect.objectContaining({
          Condition: { StringEquals: { 'iam:PassedToService': 'mediaconvert.amazonaws.com' } },
        }),
      ]);
  });
});

/** The actions by which IAM judges each command of the SDK that the product sends. */
const actionsOf: Readonly<Record<string, readonly string[]>> = {
  BatchGetCommand: ['dynamodb:BatchGetItem'],
  DeleteCommand: ['dynamodb:DeleteItem'],
  GetCommand: ['dynamodb:GetItem'],
  PutCommand: ['dynamodb:PutItem'],
  QueryCommand: ['dynamodb:Query'],
  UpdateCommand: ['dynamodb:UpdateItem'],
  AbortMultipartUploadCommand: ['s3:AbortMultipartUpload'],
  CopyObjectCommand: ['s3:GetObject', 's3:PutObject'],
  DeleteObjectsCommand: ['s3:DeleteObject'],
  GetObjectCommand: ['s3:GetObject', 's3:ListBucket'],
  HeadObjectCommand: ['s3:GetObject', 's3:ListBucket'],
  ListMultipartUploadsCommand: ['s3:ListBucketMultipartUploads'],
  PutObjectCommand: ['s3:PutObject'],
  paginateListObjectsV2: ['s3:ListBucket'],
  CancelJobCommand: ['mediaconvert:CancelJob'],
  CreateJobCommand: ['mediaconvert:CreateJob', 'iam:PassRole'],
  GetJobCommand: ['mediaconvert:GetJob'],
  ProbeCommand: ['mediaconvert:Probe', 's3:GetObject'],
  paginateListJobs: ['mediaconvert:ListJobs'],
  CreateInvalidationCommand: ['cloudfront:CreateInvalidation'],
};

/** What is in a function's bundle only because what it does call stands in the same module. */
const neverSent: Readonly<Record<Name, readonly string[]>> = {
  // Videos are created, listed and removed by others.
  submit: ['PutCommand', 'QueryCommand', 'BatchGetCommand', 'DeleteCommand'],
  // It purges a video when the job has ended: there is none to look for or to cancel.
  track: [
    ...['PutCommand', 'QueryCommand', 'BatchGetCommand'],
    ...['GetJobCommand', 'CancelJobCommand', 'paginateListJobs'],
  ],
  reconcile: ['PutCommand', 'BatchGetCommand'],
};

/** The SDK's commands that modules of ours in a bundle import. */
function commandsIn(name: Name): string[] {
  const map = bundleFunction(`apps/transcoder/src/${name}.ts`)['index.mjs.map'] ?? '';
  const { sources } = JSON.parse(map) as { sources: readonly string[] };
  const found = sources
    .filter((source) => /^(apps|packages)\//.test(source))
    .flatMap((source) => {
      const text = readFileSync(new URL(`../../${source}`, import.meta.url), 'utf8');
      return [...text.matchAll(/import \{([^}]*)\} from '@aws-sdk\/(?:client|lib)-[\w-]+'/g)];
    })
    .flatMap(([, imported = '']) => imported.split(',').map((item) => item.trim()))
    .filter((item) => /^\w+Command$|^paginate\w+$/.test(item));
  return [...new Set(found)].sort();
}

describe('the code and the policies', () => {
  test.each(names)('%s has in it what is said to be in it and never sent', (name) => {
    expect(commandsIn(name)).toEqual(expect.arrayContaining([...neverSent[name]]));
  });

  test.each(names)('%s may do what its commands need, and nothing else', (name) => {
    const needed = commandsIn(name)
      .filter((command) => !neverSent[name].includes(command))
      .flatMap((command) => actionsOf[command] ?? [`an action for ${command}`]);
    const allowed = Object.keys(grants(policies[name])).filter((it) => !it.startsWith('sqs:'));
    expect(allowed.sort()).toEqual([...new Set(needed)].sort());
  });
});

test('MediaConvert takes its role for the stack’s queue, to read uploads and write media', () => {
  expect(encoderTrust(resources.encoderQueueArn, account).Statement).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'mediaconvert.amazonaws.com' },
      Action: ['sts:AssumeRole'],
      Condition: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnEquals: { 'aws:SourceArn': resources.encoderQueueArn },
      },
    },
  ]);
  expect(grants(encoderPolicy(resources))).toEqual({
    's3:GetObject': ['source/*'],
    's3:PutObject': ['media/*'],
  });
});

test('the scheduler takes its role for one group, to call one function and tell of failures', () => {
  const group = `arn:aws:scheduler:ap-northeast-2:${account}:schedule-group/own`;
  expect(schedulerTrust(group, account).Statement).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'scheduler.amazonaws.com' },
      Action: ['sts:AssumeRole'],
      Condition: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnEquals: { 'aws:SourceArn': group },
      },
    },
  ]);
  const lambda = `arn:aws:lambda:ap-northeast-2:${account}:function:reconcile`;
  expect(schedulerPolicy(lambda, queue('dead')).Statement).toEqual([
    { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [lambda] },
    { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [queue('dead')] },
  ]);
});
