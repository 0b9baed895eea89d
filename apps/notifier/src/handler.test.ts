import { createServer } from 'node:http';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  jest,
  test,
} from '@jest/globals';
import type { Context } from 'aws-lambda';
import { type LoopbackServer, listen } from '../../../test/loopback-server.ts';
import { type FakeSlack, secretToken, startFakeSlack } from '../test/fake-slack.ts';
import { snsEvent } from '../test/sns-event.ts';
import { readConfig } from './config.ts';

const environment = {
  SLACK_WEBHOOK_CIPHERTEXT: Buffer.from('unreadable').toString('base64'),
  SLACK_SECRET_STACK: 'dev',
  EXPIRING_TABLE: 'test-expiring',
  PUBLIC_ORIGIN: 'https://tidecast.example',
  STACK_NAME: 'tidecast-dev',
};

describe('the settings', () => {
  test('are read from the environment', () => {
    expect(readConfig(environment)).toEqual({
      webhook: { ciphertext: Buffer.from('unreadable'), stack: 'dev' },
      expiringTable: 'test-expiring',
      publicOrigin: 'https://tidecast.example',
      stackName: 'tidecast-dev',
    });
  });

  test('that are missing or wrong are named, all at once and without their values', () => {
    const { EXPIRING_TABLE: _, ...rest } = environment;
    const wrong = { ...rest, SLACK_WEBHOOK_CIPHERTEXT: 'https://secret', PUBLIC_ORIGIN: '/home' };
    expect(() => readConfig(wrong)).toThrow(
      new Error(`The environment is not valid:
  SLACK_WEBHOOK_CIPHERTEXT: must be base64
  EXPIRING_TABLE: is missing
  PUBLIC_ORIGIN: must be an origin such as https://example.com, without a path`),
    );
  });
});

describe('the function itself', () => {
  /** KMS and DynamoDB: the one decrypts, the other lets every claim be taken. */
  let aws: LoopbackServer;
  let slack: FakeSlack;
  let decrypted = 0;
  const lines: string[] = [];

  beforeAll(async () => {
    slack = await startFakeSlack();
    const kms = createServer((request, response) => {
      const decrypts = request.headers['x-amz-target'] === 'TrentService.Decrypt';
      if (decrypts) decrypted += 1;
      request.resume();
      const Plaintext = Buffer.from(slack.webhook.href).toString('base64');
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(JSON.stringify(decrypts ? { Plaintext } : {}));
    });
    aws = await listen(kms);
    Object.assign(process.env, environment, {
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: 'ap-northeast-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      // Writes through the console, which a test can read.
      POWERTOOLS_DEV: 'true',
      POWERTOOLS_METRICS_DISABLED: 'false',
    });
    for (const method of ['info', 'warn', 'error', 'log', 'debug'] as const)
      jest
        .spyOn(console, method)
        .mockImplementation((line: unknown) => void lines.push(String(line)));
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    delete process.env.POWERTOOLS_DEV;
    delete process.env.POWERTOOLS_METRICS_DISABLED;
    await aws.close();
    await slack.close();
  });
  beforeEach(() => {
    lines.length = 0;
    slack.posted.length = 0;
  });
  afterEach(() => {
    expect(lines.join('\n')).not.toContain(secretToken);
  });

  const context = {
    awsRequestId: 'request-1',
    functionName: 'notify',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:ap-northeast-2:000000000000:function:notify',
    memoryLimitInMB: '256',
    getRemainingTimeInMillis: () => 60_000,
  } as Context;

  test('decrypts its webhook once, posts and counts', async () => {
    const { handler } = await import('./functions/notify.ts');
    await handler(snsEvent({ message: 'one' }), context);
    await handler(snsEvent({ message: 'two' }), context);
    expect(slack.posted.map(({ text }) => text)).toEqual(['Message: one', 'Message: two']);
    expect(decrypted).toBe(1);
    const metrics = lines.map((line) => JSON.parse(line)).filter((line) => '_aws' in line);
    expect(metrics).toHaveLength(2);
    expect(metrics[0]).toMatchObject({ MessageSent: 1, service: 'notify', stack: 'tidecast-dev' });
  });

  test('fails when Slack refuses, and says of which message', async () => {
    const { handler } = await import('./functions/notify.ts');
    slack.answers.push({ status: 410, text: 'channel_is_archived' });
    const event = snsEvent({ id: 'message-9', subject: 'Budget', message: 'x' });
    await expect(handler(event, context)).rejects.toThrow('410 channel_is_archived');
    const [failure] = lines.map((line) => JSON.parse(line)).filter((it) => it.level === 'ERROR');
    expect(failure).toMatchObject({ messageId: 'message-9', subject: 'Budget' });
    expect(JSON.stringify(failure)).toContain('channel_is_archived');
  });
});
