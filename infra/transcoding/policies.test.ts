import { describe, expect, test } from '@jest/globals';
import { functionEntry } from '@tidecast/platform/events/function-entry';
import { actionsNeededBy } from '../test/sdk-commands.ts';
import {
  encoderPolicy,
  encoderTrust,
  reconcilePolicy,
  submitPolicy,
  trackPolicy,
} from './policies.ts';

const account = '123456789012';
const queue = (name: string) => `arn:aws:sqs:ap-northeast-2:${account}:${name}`;
const mediaConvert = `arn:aws:mediaconvert:ap-northeast-2:${account}`;
const resources = {
  videosTableArn: `arn:aws:dynamodb:ap-northeast-2:${account}:table/videos`,
  expiringTableArn: `arn:aws:dynamodb:ap-northeast-2:${account}:table/expiring`,
  sourceBucketArn: 'arn:aws:s3:::source',
  mediaBucketArn: 'arn:aws:s3:::media',
  distributionArn: `arn:aws:cloudfront::${account}:distribution/EDGE`,
  encoderQueueArn: `${mediaConvert}:queues/own`,
  encoderRoleArn: `arn:aws:iam::${account}:role/encoder`,
  submitQueueArn: queue('submit'),
  trackQueueArn: queue('track'),
  alertTopicArn: `arn:aws:sns:ap-northeast-2:${account}:alerts`,
  alertKeyArn: `arn:aws:kms:ap-northeast-2:${account}:key/1`,
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
const publish = {
  'sns:Publish': ['alerts'],
  'kms:GenerateDataKey': ['key/1'],
  'kms:Decrypt': ['key/1'],
};

describe('what a function may do', () => {
  test('submit', () => {
    expect(grants(policies.submit)).toEqual({
      'dynamodb:GetItem': ['table/expiring', 'table/videos'],
      'dynamodb:UpdateItem': ['table/expiring', 'table/videos'],
      's3:GetObject': ['source/*'],
      's3:ListBucket': ['media', 'source'],
      's3:DeleteObject': ['media/*', 'source/*'],
      ...encode,
      ...publish,
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
      ...publish,
      ...consume('track'),
    });
  });

  test('reconcile', () => {
    expect(grants(policies.reconcile)).toEqual({
      'dynamodb:Query': ['table/videos/index/status'],
      'dynamodb:GetItem': ['table/expiring', 'table/videos'],
      'dynamodb:UpdateItem': ['table/expiring', 'table/videos'],
      'dynamodb:DeleteItem': ['table/videos'],
      's3:GetObject': ['media/*', 'source/*'],
      's3:PutObject': ['media/*'],
      's3:ListBucket': ['media', 'source'],
      ...encode,
      ...purge,
      ...publish,
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

test.each(names)('%s may do what its code sends, and nothing else', (name) => {
  const allowed = Object.keys(grants(policies[name])).filter((it) => !it.startsWith('sqs:'));
  expect(allowed.sort()).toEqual(
    actionsNeededBy(functionEntry('transcoder', name), neverSent[name]),
  );
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
