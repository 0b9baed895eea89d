import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { until } from '../../../test/until.ts';
import type { LocalQueue } from '../sqs/queue.ts';
import { createSqs, type Sqs } from '../sqs/sqs.ts';
import { mapQueue, type QueueMapping, type RunningMapping } from './map-queue.ts';

let dataDir: string;
let sqs: Sqs;
let work: LocalQueue;
let dead: LocalQueue;
let mapping: RunningMapping | undefined;
let lines: string[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'mapping-'));
  sqs = createSqs({ dataDir, baseUrl: 'http://127.0.0.1:4566' });
  dead = sqs.ensureQueue('work-dead');
  work = sqs.ensureQueue('work', {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 2 }),
  });
  lines = [];
});
afterEach(async () => {
  await mapping?.close();
  await sqs.service.close();
  rmSync(dataDir, { recursive: true });
});

function start(invoke: QueueMapping['invoke'], options: Partial<QueueMapping> = {}) {
  mapping = mapQueue({
    queue: work,
    functionName: 'submit',
    invoke,
    log: (line) => lines.push(line),
    retryAfterSeconds: 0,
    ...options,
  });
}

/** Starts a mapping whose invocations are handed to the test one by one. */
function collectBatches(answer: (event: SQSEvent) => unknown, options?: Partial<QueueMapping>) {
  const batches: SQSEvent['Records'][] = [];
  start(async (_name, event) => {
    batches.push(event.Records);
    return answer(event);
  }, options);
  return batches;
}

test('a message reaches the function as Lambda would say it, and is gone when it worked', async () => {
  const batches = collectBatches(() => null);
  const { id } = work.send('{"a":1}', {
    attributes: { kind: { DataType: 'String', StringValue: 'demo' } },
  });
  await until(() => batches.length === 1 && isEmpty(work));
  expect(batches[0]).toEqual([
    {
      messageId: id,
      receiptHandle: expect.any(String),
      body: '{"a":1}',
      attributes: {
        ApproximateReceiveCount: '1',
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
      },
      messageAttributes: { kind: { dataType: 'String', stringValue: 'demo' } },
      md5OfBody: 'bb6cb5c68df4652941caf652a366f2d8',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:ap-northeast-2:000000000000:work',
      awsRegion: 'ap-northeast-2',
    },
  ]);
});

describe('a batch', () => {
  test('holds what waits, up to its size', async () => {
    for (const body of ['1', '2', '3', '4', '5']) work.send(body);
    const batches = collectBatches(() => null, { batchSize: 3 });
    await until(() => isEmpty(work));
    expect(batches.map((records) => records.map(({ body }) => body))).toEqual([
      ['1', '2', '3'],
      ['4', '5'],
    ]);
  });

  test('waits for more within its window', async () => {
    const batches = collectBatches(() => null, { batchSize: 2, maximumBatchingWindowSeconds: 10 });
    work.send('1');
    await until(() => work.counts().inFlight === 1);
    work.send('2');
    await until(() => isEmpty(work));
    expect(batches.map((records) => records.map(({ body }) => body))).toEqual([['1', '2']]);
  });

  test('is in work beside others, as many as allowed', async () => {
    let atOnce = 0;
    let most = 0;
    let done = 0;
    start(
      async () => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await new Promise((resolve) => setTimeout(resolve, 10));
        atOnce -= 1;
        done += 1;
      },
      { batchSize: 1, concurrency: 2 },
    );
    for (let sent = 0; sent < 6; sent += 1) work.send(String(sent));
    await until(() => done === 6);
    expect(most).toBe(2);
  });

  test('of an impossible size is refused', () => {
    expect(() => start(async () => null, { batchSize: 11 })).toThrow(/from 1 to 10, not 11/);
  });
});

describe('a failure', () => {
  test('of the function brings the whole batch back, then to the dead letters', async () => {
    work.send('a');
    work.send('b');
    const batches = collectBatches(() => {
      throw new Error('no database');
    });
    await until(() => dead.counts().visible === 2);
    expect(batches.map((records) => records.map(receiveCount))).toEqual([
      ['1', '1'],
      ['2', '2'],
    ]);
    expect(isEmpty(work)).toBe(true);
    expect(lines).toContain('submit failed: no database');
  });

  test('of one message brings back that one alone', async () => {
    work.send('good');
    work.send('bad');
    const batches = collectBatches(
      ({ Records }) => ({
        batchItemFailures: Records.filter(({ body }) => body === 'bad').map(({ messageId }) => ({
          itemIdentifier: messageId,
        })),
      }),
      { reportBatchItemFailures: true },
    );
    await until(() => dead.counts().visible === 1);
    expect(batches.map((records) => records.map(({ body }) => body))).toEqual([
      ['good', 'bad'],
      ['bad'],
    ]);
    expect(isEmpty(work)).toBe(true);
  });

  test('reported of an unknown message fails the whole batch', async () => {
    work.send('a');
    collectBatches(() => ({ batchItemFailures: [{ itemIdentifier: 'another' }] }), {
      reportBatchItemFailures: true,
    });
    await until(() => dead.counts().visible === 1);
  });

  test('reported where reports are not asked for is no failure', async () => {
    const { id } = work.send('a');
    collectBatches(() => ({ batchItemFailures: [{ itemIdentifier: id }] }));
    await until(() => isEmpty(work));
    expect(dead.counts().visible).toBe(0);
  });

  test('keeps the message hidden until it is tried again', async () => {
    work.send('a');
    const batches = collectBatches(
      () => {
        throw new Error('not yet');
      },
      { retryAfterSeconds: 600 },
    );
    await until(() => lines.length === 2);
    expect(batches).toHaveLength(1);
    expect(work.counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  });
});

test('a message whose function is slower than its visibility is given to another', async () => {
  const release: (() => void)[] = [];
  start(() => new Promise<void>((resolve) => release.push(resolve)), {
    concurrency: 2,
    visibilityTimeoutSeconds: 0.05,
  });
  work.send('slow');
  await until(() => release.length === 2);
  for (const end of release) end();
  await until(() => isEmpty(work));
});

test('closing waits for the invocation under way and takes nothing more', async () => {
  let finish = () => {};
  const batches: number[] = [];
  start(async (_name, event) => {
    batches.push(event.Records.length);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  work.send('last');
  await until(() => batches.length === 1);
  const closed = mapping?.close();
  work.send('too late');
  finish();
  await closed;
  expect(batches).toEqual([1]);
  expect(work.counts()).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
});

const receiveCount = (record: SQSEvent['Records'][number]) =>
  record.attributes.ApproximateReceiveCount;

function isEmpty(queue: LocalQueue): boolean {
  const { visible, inFlight, delayed } = queue.counts();
  return visible + inFlight + delayed === 0;
}
