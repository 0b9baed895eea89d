import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { until } from '../../../test/until.ts';
import type { LocalQueue } from '../sqs/queue.ts';
import { createSqs, type Sqs } from '../sqs/sqs.ts';
import { invokeLater, runLaterInvocations } from './invoke-later.ts';
import type { RunningMapping } from './map-queue.ts';

let dataDir: string;
let sqs: Sqs;
let queue: LocalQueue;
let dead: LocalQueue;
let running: RunningMapping | undefined;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'later-'));
  sqs = createSqs({ dataDir, baseUrl: 'http://127.0.0.1:4566' });
  dead = sqs.ensureQueue('dead');
  queue = sqs.ensureQueue('later', {
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 3 }),
  });
});
afterEach(async () => {
  await running?.close();
  await sqs.service.close();
  rmSync(dataDir, { recursive: true });
});

function run(invoke: (name: string, event: unknown) => Promise<unknown>) {
  running = runLaterInvocations({
    queue,
    functionName: 'notify',
    invoke,
    log: () => undefined,
    retryAfterSeconds: 0,
  });
}

test('a function gets its events one by one and as they were, those before the start as well', async () => {
  const events = [{ text: '한글' }, { text: 'two' }];
  const calls: unknown[] = [];
  for (const event of events) invokeLater(queue, event);
  run(async (name, event) => calls.push([name, event]));
  await until(() => calls.length === 2);
  expect(calls).toEqual(events.map((event) => ['notify', event]));
});

test('an event that fails is tried three times in all, and is then a dead letter', async () => {
  let calls = 0;
  invokeLater(queue, { poison: true });
  run(async () => {
    calls += 1;
    throw new Error('cannot be digested');
  });
  await until(() => queue.counts().visible + queue.counts().inFlight === 0);
  expect(calls).toBe(3);
  const [letter] = await dead.receive();
  expect(JSON.parse(letter?.body ?? '')).toEqual({ poison: true });
});
