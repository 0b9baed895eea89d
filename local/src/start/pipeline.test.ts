import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createJobRequest } from '@tidecast/encoding/job';
import { sourceKey } from '@tidecast/platform/storage/bucket-layout';
import type { EventBus } from '../events/event-bus.ts';
import { createSqs, type Sqs } from '../sqs/sqs.ts';
import { bucketNames, mediaConvertQueueArn, stackName } from './names.ts';
import { createPipelineBus, ensureQueues, type PipelineQueues } from './pipeline.ts';

let directory: string;
let sqs: Sqs;
let queues: PipelineQueues;
let bus: EventBus;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-pipeline-'));
  sqs = createSqs({ dataDir: directory, baseUrl: 'http://127.0.0.1' });
  queues = ensureQueues(sqs);
  bus = createPipelineBus(queues, () => {});
});
afterAll(async () => {
  await bus.close();
  await sqs.service.close();
  await rm(directory, { recursive: true });
});

const videoId = '01JZ0000000000000000000000';

/** The details of the events that a queue holds. */
async function held(queue: 'submit' | 'track'): Promise<unknown[]> {
  const messages = await queues[queue].receive({ max: 10, waitSeconds: 0 });
  for (const { receiptHandle } of messages) queues[queue].delete(receiptHandle);
  return messages.map(({ body }) => JSON.parse(body).detail);
}

test('submit hears of every key that an upload can have, and of no other', async () => {
  const created = (key: string, bucket: string = bucketNames.source) => ({
    bucket: { name: bucket },
    object: { key },
  });
  const upload = created(sourceKey('owner', videoId));
  const others = [created('v/other'), created(upload.object.key, bucketNames.media)];
  for (const detail of [upload, ...others])
    bus.put({ source: 'aws.s3', detailType: 'Object Created', detail });
  expect(await held('submit')).toEqual([upload]);
  expect(await held('track')).toEqual([]);
});

test('track hears of the jobs that the functions of this stack submit, and of no others', async () => {
  const job = (stack: string) => ({
    queue: mediaConvertQueueArn,
    status: 'COMPLETE',
    userMetadata: createJobRequest({
      stack,
      videoId,
      attempt: 1,
      queueArn: mediaConvertQueueArn,
      roleArn: 'arn:aws:iam::000000000000:role/encoder',
      sourceUrl: 's3://source/film',
      hlsDestination: 's3://media/hls/index',
      posterDestination: 's3://media/poster/poster',
      storyboardDestination: 's3://media/storyboard/frame',
      source: { duration: 60, video: { width: 1920, height: 1080, dynamicRange: 'sdr' } },
    }).UserMetadata,
  });
  for (const detail of [job(stackName), job('tidecast-other')])
    bus.put({ source: 'aws.mediaconvert', detailType: 'MediaConvert Job State Change', detail });
  expect(await held('track')).toEqual([job(stackName)]);
});
