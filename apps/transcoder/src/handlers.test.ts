import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { usualDailyEncodeMinutes } from '@tidecast/platform/environment/variables';
import type { Context, SQSEvent } from 'aws-lambda';
import { readConfig } from './config.ts';
import { createQueueHandler } from './queue-handler.ts';
import { createLambdaTelemetry } from './telemetry.ts';

const environment = {
  VIDEOS_TABLE: 'test-videos',
  EXPIRING_TABLE: 'test-expiring',
  SOURCE_BUCKET: 'source',
  MEDIA_BUCKET: 'media',
  CLOUDFRONT_DISTRIBUTION_ID: 'EDGE',
  MEDIACONVERT_QUEUE_ARN: 'arn:aws:mediaconvert:ap-northeast-2:123456789012:queues/test',
  MEDIACONVERT_ROLE_ARN: 'arn:aws:iam::123456789012:role/encoder',
  STACK_NAME: 'test',
};

const context = {
  awsRequestId: 'request-1',
  functionName: 'submit',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:ap-northeast-2:000000000000:function:submit',
  memoryLimitInMB: '512',
  getRemainingTimeInMillis: () => 60_000,
} as Context;

/** A batch as SQS hands it to Lambda. */
function batch(...bodies: string[]): SQSEvent {
  return {
    Records: bodies.map((body, n) => ({
      messageId: `message-${n}`,
      receiptHandle: `receipt-${n}`,
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: 'events',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:ap-northeast-2:000000000000:submit',
      awsRegion: 'ap-northeast-2',
    })),
  };
}

/** What was written to the function's output, one JSON document a line. */
const lines: string[] = [];

beforeAll(() => {
  // Writes through the console, which a test can read, and metrics in spite of that.
  process.env.POWERTOOLS_DEV = 'true';
  process.env.POWERTOOLS_METRICS_DISABLED = 'false';
  for (const method of ['info', 'warn', 'error', 'log', 'debug'] as const)
    jest
      .spyOn(console, method)
      .mockImplementation((line: unknown) => void lines.push(String(line)));
});

afterAll(() => {
  jest.restoreAllMocks();
  delete process.env.POWERTOOLS_DEV;
  delete process.env.POWERTOOLS_METRICS_DISABLED;
});

describe('a queue handler', () => {
  test('reports the messages that failed, and those alone', async () => {
    const seen: unknown[] = [];
    const handler = createQueueHandler(createLambdaTelemetry('track', 'stack'), async (event) => {
      seen.push(event);
      if (event === 'bad') throw new Error('this one is broken');
    });
    const result = await handler(batch('"good"', '"bad"', '"fine"', 'not JSON'), context);
    expect(seen).toEqual(['good', 'bad', 'fine']);
    const failed = result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    expect(failed.sort()).toEqual(['message-1', 'message-3']);
  });

  test('reports every message when all failed, and forgets the batch before', async () => {
    const telemetry = createLambdaTelemetry('track', 'stack');
    const handler = createQueueHandler(telemetry, async (event) => {
      if (event === 'bad') throw new Error('broken');
    });
    const all = await handler(batch('"bad"', '"bad"'), context);
    expect(all.batchItemFailures).toHaveLength(2);
    await expect(handler(batch('"good"'), context)).resolves.toEqual({ batchItemFailures: [] });
  });

  test('says what failed and counts once an invocation', async () => {
    lines.length = 0;
    const telemetry = createLambdaTelemetry('track', 'stack');
    const handler = createQueueHandler(telemetry, async () => {
      telemetry.count('EventIgnored');
      throw new Error('the table is away');
    });
    await handler(batch('{}', '{}'), context);
    const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const failures = written.filter(({ level }) => level === 'ERROR');
    expect(failures.map(({ messageId }) => messageId)).toEqual(['message-0', 'message-1']);
    expect(JSON.stringify(failures[0])).toContain('the table is away');
    expect(failures[0]).toMatchObject({ function_request_id: 'request-1' });
    const metrics = written.filter((line) => '_aws' in line);
    expect(metrics).toHaveLength(1);
    expect(JSON.stringify(metrics)).toContain('"Namespace":"Tidecast"');
    expect(metrics[0]?.EventIgnored).toEqual([1, 1]);
    expect(metrics[0]).toMatchObject({ service: 'track', stack: 'stack' });
  });

  test('counts a failure by itself for its reason too, and measures in seconds', async () => {
    lines.length = 0;
    const telemetry = createLambdaTelemetry('track', 'stack');
    await createQueueHandler(telemetry, async () => {
      telemetry.count('VideoFailed', 'too_long');
      telemetry.measure('TimeToReady', 12.5);
    })(batch('{}'), context);
    const written = lines.map((line) => JSON.parse(line)).filter((line) => '_aws' in line);
    const metrics = written.map((line) => {
      const [{ Dimensions, Metrics }] = line._aws.CloudWatchMetrics;
      return { dimensions: Dimensions[0].sort(), metrics: Metrics, values: line };
    });
    expect(metrics).toEqual([
      {
        dimensions: ['reason', 'service', 'stack'],
        metrics: [{ Name: 'VideoFailed', Unit: 'Count' }],
        values: expect.objectContaining({
          service: 'track',
          stack: 'stack',
          reason: 'too_long',
          VideoFailed: 1,
        }),
      },
      {
        dimensions: ['service', 'stack'],
        metrics: [
          { Name: 'VideoFailed', Unit: 'Count' },
          { Name: 'TimeToReady', Unit: 'Seconds' },
        ],
        values: expect.objectContaining({ VideoFailed: 1, TimeToReady: 12.5 }),
      },
    ]);
  });
});

describe('the settings', () => {
  test('are read from the environment', () => {
    expect(readConfig(environment)).toMatchObject({
      buckets: { source: 'source', media: 'media' },
      stackName: 'test',
      dailyEncodeMinutes: usualDailyEncodeMinutes,
    });
    expect(readConfig({ ...environment, DAILY_ENCODE_MINUTES: '90' }).dailyEncodeMinutes).toBe(90);
  });

  test('that are missing or wrong are named, all at once', () => {
    const { VIDEOS_TABLE: _, ...rest } = environment;
    const wrong = { ...rest, STACK_NAME: '', DAILY_ENCODE_MINUTES: 'many' };
    expect(() => readConfig(wrong)).toThrow(
      new Error(`The environment is not valid:
  VIDEOS_TABLE: is missing
  STACK_NAME: is missing
  DAILY_ENCODE_MINUTES: must be a number of minutes`),
    );
  });
});

describe('the functions themselves', () => {
  beforeAll(() => {
    Object.assign(process.env, environment, {
      AWS_REGION: 'ap-northeast-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
  });

  test('submit takes what is not its own off the queue', async () => {
    const { handler } = await import('./functions/submit.ts');
    const detail = {
      bucket: { name: 'source' },
      object: { key: 'logs/today', size: 1, etag: 'x' },
    };
    const event = batch(JSON.stringify({ detail }));
    await expect(handler(event, context)).resolves.toEqual({ batchItemFailures: [] });
  });

  test('track takes what is not its own off the queue, and refuses nonsense', async () => {
    const { handler } = await import('./functions/track.ts');
    const detail = { timestamp: 1, jobId: 'job-1', status: 'COMPLETE', userMetadata: {} };
    const event = batch(JSON.stringify({ detail }), '{"detail":{}}');
    await expect(handler(event, context)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: 'message-1' }],
    });
  });

  test('reconcile fails loudly when it cannot reach its table', async () => {
    process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:1';
    process.env.AWS_MAX_ATTEMPTS = '1';
    const { handler } = await import('./functions/reconcile.ts');
    await expect(handler({}, context)).rejects.toThrow();
  });
});
