/** The patterns that the stack's rules have, on events as AWS writes them. */
import { describe, expect, test } from '@jest/globals';
import { streamEvents } from '@tidecast/platform/events/live';
import { encodeEvents, uploadEvents } from '@tidecast/platform/events/video';
import { sourceKey } from '@tidecast/platform/storage/bucket-layout';
import { createJobRequest } from '../../../packages/encoding/src/job.ts';
import { awsEvent } from '../../src/events/aws-event.ts';
import { checkPattern, type EventPattern, matchesPattern } from '../../src/events/event-pattern.ts';

const queueArn = 'arn:aws:mediaconvert:ap-northeast-2:123456789012:queues/encoder';
const stackName = 'tidecast-dev';

/** A pattern as it reaches EventBridge: as JSON. */
const pattern = (of: object): EventPattern => JSON.parse(JSON.stringify(of));
const patterns = {
  uploads: pattern(uploadEvents('source')),
  encodes: pattern(encodeEvents({ queueArn, stackName })),
  streams: pattern(streamEvents),
};

const heard = (
  of: keyof typeof patterns,
  event: {
    source: string;
    detailType: string;
    resources?: string[];
    detail?: Record<string, unknown>;
  },
) => matchesPattern(patterns[of], { ...awsEvent({ detail: {}, ...event }) });

test('they ask for nothing that EventBridge would read in another way than the local cloud', () => {
  for (const one of Object.values(patterns)) checkPattern(one);
});

test('of uploads, whole ones to this bucket, and nothing else', () => {
  const created = (bucket: string, key: string, detailType = 'Object Created') =>
    heard('uploads', {
      source: 'aws.s3',
      detailType,
      detail: {
        version: '0',
        bucket: { name: bucket },
        object: { key, size: 5, etag: 'e', sequencer: '0' },
        'request-id': 'r',
        requester: '123456789012',
        reason: 'CompleteMultipartUpload',
      },
    });
  const key = sourceKey('owner', '01JZ0000000000000000000000');
  expect(created('source', key)).toBe(true);
  expect(created('media', key)).toBe(false);
  expect(created('source', `logs/${key}`)).toBe(false);
  expect(created('source', key, 'Object Deleted')).toBe(false);
});

test('of encodes, those that this stack’s functions submit, and no others', () => {
  const job = (stack: string, queue = queueArn, status = 'COMPLETE') =>
    heard('encodes', {
      source: 'aws.mediaconvert',
      detailType: 'MediaConvert Job State Change',
      detail: {
        timestamp: 1_700_000_000_000,
        accountId: '123456789012',
        queue,
        jobId: '1700000000000-abcdef',
        status,
        userMetadata: createJobRequest({
          stack,
          videoId: '01JZ0000000000000000000000',
          attempt: 1,
          queueArn,
          roleArn: 'arn:aws:iam::123456789012:role/encoder',
          sourceUrl: 's3://source/u',
          hlsDestination: 's3://media/v/index',
          posterDestination: 's3://media/v/poster',
          storyboardDestination: 's3://media/v/frame',
          source: { duration: 60, video: { width: 1920, height: 1080, dynamicRange: 'sdr' } },
        }).UserMetadata,
      },
    });
  for (const status of ['PROGRESSING', 'STATUS_UPDATE', 'COMPLETE', 'ERROR', 'CANCELED'])
    expect([status, job(stackName, queueArn, status)]).toEqual([status, true]);
  expect(job('tidecast-prod')).toBe(false);
  expect(job(stackName, queueArn.replace('encoder', 'other'))).toBe(false);
});

describe('of streams', () => {
  test.each([
    'IVS Stream State Change',
    'IVS Stream Health Change',
    'IVS Limit Breach',
    'IVS Recording State Change',
  ])('%s is heard, with a channel and without', (detailType) => {
    const source = 'aws.ivs';
    expect(heard('streams', { source, detailType, resources: ['arn:channel'] })).toBe(true);
    expect(heard('streams', { source, detailType, resources: [] })).toBe(true);
    expect(heard('streams', { source: 'acme.ivs', detailType })).toBe(false);
  });

  test('others are not', () => {
    const detailType = 'IVS Composition State Change';
    expect(heard('streams', { source: 'aws.ivs', detailType })).toBe(false);
  });
});
