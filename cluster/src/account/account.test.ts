import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '../processes/until.ts';
import { type Account, startAccount } from './account.ts';
import type { StackFunctions } from './stack-resources.ts';

const limit = 30_000;

let directory: string;
let account: Account;
let lines: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-account-'));
  lines = [];
  account = await startAccount({ directory, log: (line) => lines.push(line) });
});
afterEach(async () => {
  await account.close();
  await rm(directory, { recursive: true });
});

/** Says which it is and what it got; `NAME` is its own environment's. */
const echo = `export const handler = async (event) => {
  if (event.fail) throw new Error('as asked');
  console.log(process.env.NAME + ' got ' + JSON.stringify(event) + ' of ' + (process.env.OTHER ?? 'nobody'));
};`;

const stackFunction = (name: string, environment: Record<string, string>) => ({
  name,
  files: { 'index.mjs': echo },
  handler: 'index.handler',
  environment,
  timeoutSeconds: 10,
  memoryMegabytes: 128,
  attempts: 1,
  deadLetterQueue: 'given-up',
});

const stack: StackFunctions = {
  functions: [
    stackFunction('reader', { NAME: 'the reader' }),
    stackFunction('teller', { NAME: 'the teller', OTHER: 'somebody' }),
  ],
  mappings: [
    {
      queue: 'uploads',
      function: 'reader',
      ...{ batchSize: 10, windowSeconds: 0, reportsFailures: false, concurrency: 1 },
    },
  ],
  rules: [
    {
      name: 'uploads',
      pattern: { source: ['aws.s3'], detail: { bucket: { name: ['films'] } } },
      target: { queue: 'uploads' },
    },
    { name: 'all', pattern: { source: ['aws.s3'] }, target: { function: 'teller' } },
  ],
  schedules: [],
  subscriptions: [],
};

const printed = (text: string) =>
  until(`a line with ${text}`, async () => lines.find((line) => line.includes(text)), limit);
const upload = (bucket: string, key: string) =>
  account.store.put(bucket, key, Buffer.from('film'), { contentType: 'video/mp4' });

test('what happens in the account reaches functions by rules, queues and topics', async () => {
  for (const bucket of ['films', 'others']) account.store.createBucket(bucket);
  for (const queue of ['uploads', 'given-up']) account.sqs.ensureQueue(queue);
  const topicArn = account.sns.ensureTopic('alerts');
  // Nobody hears of it: there are no rules yet.
  await upload('films', 'early');
  await account.run({ ...stack, subscriptions: [{ topicArn, function: 'teller' }] });

  await upload('films', 'first');
  // Each with an environment of its own.
  expect(await printed('the reader got')).toMatch(/\\"key\\":\\"first\\".* of nobody/);
  expect(await printed('the teller got')).toMatch(/"key":"first".* of somebody/);
  await upload('others', 'second');
  await printed('"key":"second"');
  expect(lines.filter((line) => line.includes('the reader got'))).toHaveLength(1);
  expect(lines.filter((line) => line.includes('early'))).toEqual([]);

  const sns = new SNSClient({
    endpoint: account.awsUrl,
    region: account.sdkEnvironment.AWS_REGION ?? '',
    credentials: {
      accessKeyId: account.sdkEnvironment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: account.sdkEnvironment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  await sns.send(new PublishCommand({ TopicArn: topicArn, Message: 'high tide' }));
  sns.destroy();
  expect(await printed('high tide')).toContain('the teller got');
});

test('what a function fails on as often as it may lies with its dead letters', async () => {
  for (const queue of ['uploads', 'given-up']) account.sqs.ensureQueue(queue);
  const running = await account.run({
    ...stack,
    rules: [{ name: 'fails', pattern: { source: ['test'] }, target: { function: 'teller' } }],
  });
  await expect(
    running.invoke('arn:aws:lambda:x:y:function:teller', { fail: true }),
  ).rejects.toThrow('as asked');
  account.sqs.queue('invoke-teller').send(JSON.stringify({ fail: true }));
  const [letter] = await until(
    'a dead letter',
    async () => {
      const letters = await account.sqs.queue('given-up').receive({ max: 1, waitSeconds: 0 });
      return letters.length > 0 && letters;
    },
    limit,
  );
  expect(letter?.body).toBe('{"fail":true}');
});

test('runs the functions of one stack at a time, and of another after them', async () => {
  for (const queue of ['uploads', 'given-up']) account.sqs.ensureQueue(queue);
  const first = await account.run(stack);
  await expect(account.run(stack)).rejects.toThrow('at work already');
  await first.close();
  await (await account.run(stack)).close();
});

test('says which queue a stack lacks', async () => {
  await expect(account.run(stack)).rejects.toThrow('queue');
});
