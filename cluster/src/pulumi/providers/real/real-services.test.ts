import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  ListGroupsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetBucketCorsCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Account, startAccount } from '../../../account/account.ts';
import { Inventory } from '../../inventory/inventory.ts';
import type { Properties } from '../../values.ts';
import { type ClientOptions, clientOptions } from './client-options.ts';
import { type RealServices, realServices } from './real-services.ts';

let directory: string;
let cloud: Account;
let real: RealServices;
let inventory: Inventory;
let options: ClientOptions;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'real-services-'));
  cloud = await startAccount({ directory, log: () => {} });
  options = clientOptions(cloud.sdkEnvironment);
  real = realServices(cloud.sdkEnvironment);
  inventory = new Inventory(real.services);
});
afterAll(async () => {
  real.close();
  await cloud.close();
  await rm(directory, { recursive: true });
});

/** Runs with a client, which is put away afterwards. */
async function using<C extends { destroy(): void }, T>(client: C, use: (client: C) => Promise<T>) {
  try {
    return await use(client);
  } finally {
    client.destroy();
  }
}

const make = (type: string, name: string, inputs: Properties) =>
  inventory.create(type, name, inputs);

test('a bucket with its rules for browsers', async () => {
  const bucketType = 'aws:s3/bucket:Bucket';
  const { id: bucket } = await make(bucketType, 'films', {
    bucket: 'films-1a2b3c4',
    forceDestroy: true,
  });
  const rule = { allowedMethods: ['PUT'], allowedOrigins: ['https://a.org'], maxAgeSeconds: 3000 };
  const cors = { bucket, corsRules: [rule] };
  await make('aws:s3/bucketCorsConfiguration:BucketCorsConfiguration', 'cors', cors);
  await using(new S3Client({ ...options, forcePathStyle: true }), async (s3) => {
    const { CORSRules } = await s3.send(new GetBucketCorsCommand({ Bucket: bucket }));
    expect(CORSRules).toMatchObject([{ AllowedMethods: ['PUT'], MaxAgeSeconds: 3000 }]);
    await cloud.store.put(bucket, 'left', Buffer.from('here'), { contentType: 'text/plain' });
    await inventory.delete(bucketType, bucket);
    expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  });
});

test('a bucket that holds something is not deleted, unless it is to be emptied', async () => {
  const { id } = await make('aws:s3/bucket:Bucket', 'kept', { bucket: 'kept-1a2b3c4' });
  await cloud.store.put(id, 'left', Buffer.from('here'), { contentType: 'text/plain' });
  await expect(inventory.delete('aws:s3/bucket:Bucket', id)).rejects.toThrow('not empty');
});

test('a table with its indexes and expiry', async () => {
  const { id, outputs } = await make('aws:dynamodb/table:Table', 'videos', {
    name: 'videos-1a2b3c4',
    attributes: ['id', 'owner', 'at'].map((name) => ({ name, type: 'S' })),
    hashKey: 'id',
    globalSecondaryIndexes: [
      {
        name: 'owner',
        projectionType: 'ALL',
        keySchemas: [
          { attributeName: 'owner', keyType: 'HASH' },
          { attributeName: 'at', keyType: 'RANGE' },
        ],
      },
    ],
    ttl: { enabled: true, attributeName: 'expire' },
  });
  await using(new DynamoDBClient(options), async (dynamoDb) => {
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: id }));
    expect(Table).toMatchObject({
      TableArn: outputs.arn,
      GlobalSecondaryIndexes: [{ IndexName: 'owner', KeySchema: [{}, { AttributeName: 'at' }] }],
    });
    const ttl = await dynamoDb.send(new DescribeTimeToLiveCommand({ TableName: id }));
    expect(ttl.TimeToLiveDescription?.AttributeName).toBe('expire');
  });
  await inventory.delete('aws:dynamodb/table:Table', id);
});

test('a queue with its dead letters, whose settings change in place', async () => {
  const type = 'aws:sqs/queue:Queue';
  const dead = await make(type, 'dead', { name: 'dead-1' });
  const redrivePolicy = JSON.stringify({
    deadLetterTargetArn: dead.outputs.arn,
    maxReceiveCount: 3,
  });
  const inputs = { name: 'jobs-1', redrivePolicy, visibilityTimeoutSeconds: 60 };
  const { id: url, outputs } = await make(type, 'jobs', inputs);
  expect(outputs.url).toBe(url);
  await inventory.update(type, url, { ...inputs, visibilityTimeoutSeconds: 90 });
  await using(new SQSClient(options), async (sqs) => {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({ VisibilityTimeout: '90', QueueArn: outputs.arn });
    expect(JSON.parse(Attributes?.RedrivePolicy ?? '')).toMatchObject({ maxReceiveCount: 3 });
  });
});

test('a key under its alias', async () => {
  const { id } = await make('aws:kms/key:Key', 'slack', { description: 'Slack' });
  const alias = { name: 'alias/slack', targetKeyId: id };
  await make('aws:kms/alias:Alias', 'slack', alias);
  await using(new KMSClient(options), async (kms) => {
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/slack' }));
    expect(KeyMetadata).toMatchObject({ KeyId: id, Description: 'Slack' });
    // The name is free for the next stack.
    await inventory.delete('aws:kms/alias:Alias', 'alias/slack');
    await make('aws:kms/alias:Alias', 'slack', alias);
  });
});

test('a user pool with a client and a group', async () => {
  const pool = await make('aws:cognito/userPool:UserPool', 'pool', {
    name: 'pool-1a2b3c4',
    usernameAttributes: ['email'],
    autoVerifiedAttributes: ['email'],
    mfaConfiguration: 'OPTIONAL',
    passwordPolicy: { minimumLength: 12, requireSymbols: true, temporaryPasswordValidityDays: 7 },
  });
  const client = await make('aws:cognito/userPoolClient:UserPoolClient', 'site', {
    name: 'site-1a2b3c4',
    userPoolId: pool.id,
    explicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
    accessTokenValidity: 600,
    tokenValidityUnits: { accessToken: 'seconds' },
  });
  const group = { name: 'moderators', userPoolId: pool.id };
  await make('aws:cognito/userGroup:UserGroup', 'moderators', group);
  await using(new CognitoIdentityProviderClient(options), async (cognito) => {
    const UserPoolId = pool.id;
    const made = await cognito.send(
      new DescribeUserPoolClientCommand({ UserPoolId, ClientId: client.id }),
    );
    expect(made.UserPoolClient).toMatchObject({ AccessTokenValidity: 600 });
    const { Groups } = await cognito.send(new ListGroupsCommand({ UserPoolId }));
    expect(Groups?.map(({ GroupName }) => GroupName)).toEqual(['moderators']);
  });
});

test('a topic and a recording configuration have the account’s own ARNs', async () => {
  const topic = await make('aws:sns/topic:Topic', 'alerts', { name: 'alerts-1' });
  expect(topic.id).toMatch(/^arn:aws:sns:.*:alerts-1$/);
  const recording = await make(
    'aws:ivs/recordingConfiguration:RecordingConfiguration',
    'recording',
    { name: 'recording-1', destinationConfiguration: { s3: { bucketName: 'kept-1a2b3c4' } } },
  );
  expect(recording.outputs.arn).toBe(recording.id);
  await inventory.delete('aws:ivs/recordingConfiguration:RecordingConfiguration', recording.id);
});
