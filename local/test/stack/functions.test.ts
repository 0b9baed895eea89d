import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { functionEntry } from '@tidecast/platform/events/function-entry';
import {
  slackEncryptionContext,
  slackKeyAlias,
} from '@tidecast/platform/notifications/slack-secret';
import { sourceKey } from '@tidecast/platform/storage/bucket-layout';
import { strFromU8, unzipSync } from 'fflate';
import { type FakeSlack, startFakeSlack } from '../../../apps/notifier/test/fake-slack.ts';
import { alarm, snsEvent } from '../../../apps/notifier/test/sns-event.ts';
import { bundleFunction } from '../../../infra/lambda/bundle.ts';
import { until } from '../../../test/until.ts';
import { localAccount } from '../../src/aws/service.ts';
import { awsEvent, type EventEntry } from '../../src/events/aws-event.ts';
import { type LambdaHost, startLambdaHost } from '../../src/lambda/lambda-host.ts';
import { Closers } from '../../src/start/closers.ts';
import { type Cloud, startCloud } from '../../src/start/cloud.ts';
import {
  notifierEnvironment,
  sdkEnvironment,
  transcoderEnvironment,
} from '../../src/start/environments.ts';
import {
  bucketNames,
  mediaConvertQueueArn,
  secretStack,
  stackName,
} from '../../src/start/names.ts';
import { provision } from '../../src/start/provision.ts';
import { printSizes, unpack, unpackedFiles, zipFunction } from './unpacked-functions.ts';

const entries = {
  submit: functionEntry('transcoder', 'submit'),
  track: functionEntry('transcoder', 'track'),
  reconcile: functionEntry('transcoder', 'reconcile'),
  notify: functionEntry('notifier', 'notify'),
} as const;
type Name = keyof typeof entries;
const names = Object.keys(entries) as readonly Name[];

const entry = (name: Name) => entries[name];
/** What a zip may weigh, in bytes: a cold start loads it whole. */
const largestZip = 1_500_000;

const zips = new Map(names.map((name) => [name, zipFunction(entry(name))]));
const zipOf = (name: Name) => zips.get(name) ?? new Uint8Array();

const closers = new Closers();
const lines: string[] = [];
let directory: string;
let cloud: Cloud;
let host: LambdaHost;
let slack: FakeSlack;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-functions-'));
  for (const name of names) await unpack(zipOf(name), join(directory, name));
  const dataDir = join(directory, 'cloud');
  await mkdir(dataDir);
  const log = (line: string) => void lines.push(line);
  const invokeFunction = () => Promise.reject(new Error('nobody chats here'));
  const options = { awsPort: 0, dataDir, log, onInvalidation: () => {}, invokeFunction };
  cloud = await startCloud(options, closers);
  const { awsUrl, store } = cloud;
  const stateFile = join(directory, 'provisioned');
  await provision({ awsUrl, store, pageOrigins: ['http://localhost'], stateFile });
  slack = await startFakeSlack();
  closers.add(() => slack.close());
  host = startLambdaHost({
    functions: names.map((name) => ({
      name,
      module: join(directory, name, 'index.mjs'),
      export: 'handler',
      timeoutSeconds: 30,
    })),
    environment: {
      ...sdkEnvironment(awsUrl, join(directory, 'no-such-file')),
      ...transcoderEnvironment(),
      ...notifierEnvironment({
        publicOrigin: 'https://video.acme.com',
        webhookCiphertext: cloud.kms.encrypt(
          slackKeyAlias(secretStack),
          slack.webhook.href,
          slackEncryptionContext(secretStack),
        ),
      }),
      NODE_OPTIONS: '--enable-source-maps',
    },
    log,
  });
  closers.add(() => host.close(0));
});

afterAll(async () => {
  await closers.close();
  await rm(directory, { recursive: true });
});

/** Waits for a line of a function: it comes after the answer. */
const printed = (pattern: RegExp) =>
  until(async () => lines.find((line) => pattern.test(line)), `a line like ${pattern}`);

/** A batch as SQS hands it to Lambda. */
function batch(...bodies: readonly object[]) {
  return {
    Records: bodies.map((body, number) => ({
      messageId: `message-${number}`,
      receiptHandle: `receipt-${number}`,
      body: JSON.stringify(body),
      attributes: { ApproximateReceiveCount: '1' },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${localAccount.region}:${localAccount.accountId}:queue`,
      awsRegion: localAccount.region,
    })),
  };
}

const videoId = '01JZ0000000000000000000000';
const key = sourceKey('owner', videoId);
const uploaded: EventEntry = {
  source: 'aws.s3',
  detailType: 'Object Created',
  resources: [`arn:aws:s3:::${bucketNames.source}`],
  detail: {
    version: '0',
    bucket: { name: bucketNames.source },
    object: { key, size: 4, etag: '0cc175b9c0f1b6a831c399e269772661' },
    reason: 'CompleteMultipartUpload',
  },
};
const encoded: EventEntry = {
  source: 'aws.mediaconvert',
  detailType: 'MediaConvert Job State Change',
  detail: {
    timestamp: Date.now(),
    accountId: localAccount.accountId,
    queue: mediaConvertQueueArn,
    jobId: '1700000000000-abcdef',
    status: 'COMPLETE',
    userMetadata: { stack: stackName, videoId, attempt: '1' },
  },
};

test('every zip is small', () => {
  printSizes(zips);
  for (const [name, { length }] of zips) expect([name, length <= largestZip]).toEqual([name, true]);
});

test.each(names)('%s has the same bytes wherever it is built', async (name) => {
  const digests = Object.entries(bundleFunction(entry(name))).map(([file, text]) => [
    file,
    createHash('sha256').update(text).digest('hex'),
  ]);
  const script = `
    import { createHash } from 'node:crypto';
    const { bundleFunction } = await import(${JSON.stringify(new URL('../../../infra/lambda/bundle.ts', import.meta.url).href)});
    console.log(JSON.stringify(Object.entries(bundleFunction(${JSON.stringify(entry(name))})).map(
      ([file, text]) => [file, createHash('sha256').update(text).digest('hex')])));`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: directory,
    env: { PATH: process.env.PATH },
  });
  expect(JSON.parse(stdout)).toEqual(digests);
  const root = new URL('../../..', import.meta.url).pathname;
  for (const bytes of Object.values(unzipSync(zipOf(name))))
    expect(strFromU8(bytes).includes(root)).toBe(false);
});

test('there is nothing beside the zip that a function could load', async () => {
  for (const name of names)
    expect(await unpackedFiles(join(directory, name))).toEqual(['index.mjs', 'index.mjs.map']);
  for (let folder = directory; folder !== dirname(folder); folder = dirname(folder))
    expect(existsSync(join(folder, 'node_modules'))).toBe(false);
});

test('submit takes the upload of a video that is gone off the queue, and out of the bucket', async () => {
  const file = join(directory, 'upload');
  await writeFile(file, 'film');
  await cloud.store.importFile(bucketNames.source, key, file, { contentType: 'video/mp4' });
  expect(cloud.store.head(bucketNames.source, key)).toBeDefined();
  await expect(host.invoke('submit', batch(awsEvent(uploaded)))).resolves.toEqual({
    batchItemFailures: [],
  });
  expect(cloud.store.head(bucketNames.source, key)).toBeUndefined();
});

test('track takes the end of a job that nobody knows off the queue', async () => {
  await expect(host.invoke('track', batch(awsEvent(encoded)))).resolves.toEqual({
    batchItemFailures: [],
  });
  await printed(/not the current encode/);
});

test('reconcile with nothing to do says so', async () => {
  await expect(host.invoke('reconcile', {})).resolves.toEqual({
    looked: 0,
    failed: 0,
    finished: true,
  });
});

test('notify opens the webhook, and says an alarm there once', async () => {
  const event = snsEvent({ id: 'message-1', message: alarm() });
  await expect(host.invoke('notify', event)).resolves.toBeNull();
  await expect(host.invoke('notify', event)).resolves.toBeNull();
  expect(slack.posted).toHaveLength(1);
  expect(JSON.stringify(slack.posted[0])).toContain('blocks');
});

test('what is nonsense comes back, and the trace names the source it failed in', async () => {
  await expect(host.invoke('submit', batch({}, awsEvent(uploaded)))).resolves.toEqual({
    batchItemFailures: [{ itemIdentifier: 'message-0' }],
  });
  await printed(/apps\/transcoder\/src\/submission\/object-created\.ts:\d+/);
});
