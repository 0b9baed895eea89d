import { setTimeout as delay } from 'node:timers/promises';
import {
  BadRequestException,
  InternalServerErrorException,
  TooManyRequestsException,
} from '@aws-sdk/client-mediaconvert';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Video } from '@tidecast/catalog/video';
import { probeOf } from '../../test/encoder-output.ts';
import { startTestBed, type TestBed } from '../../test/test-bed.ts';
import { LeaseHeldError } from './submit-object.ts';

let bed: TestBed;

beforeEach(async () => {
  bed = await startTestBed();
});

afterEach(() => bed.close());

const sourceUrl = (video: Video) => `s3://source/${video.source.key}`;
const failure = { message: 'no', $metadata: {} };

describe('an uploaded file', () => {
  test('becomes one job with what the catalog and the encoder must know', async () => {
    const video = await bed.upload({ seconds: 61 });
    await expect(bed.submit(bed.objectCreated(video))).resolves.toBe('submitted');
    const [job] = bed.jobsOf(video.id);
    expect(job?.ClientRequestToken).toBe(`${video.id}-1`);
    expect(job?.UserMetadata).toEqual({
      stack: 'test',
      videoId: video.id,
      attempt: '1',
      sourceDuration: '61',
      queuedAt: new Date(bed.now()).toISOString(),
    });
    expect(job?.Settings?.Inputs?.[0]?.FileInput).toBe(sourceUrl(video));
    expect(await bed.video(video.id)).toMatchObject({
      status: 'processing',
      phase: 'waiting',
      encode: { attempt: 1, jobId: job?.Id, sourceDuration: 61 },
      source: { size: 4 },
    });
  });

  test('that S3 names without its size is looked up', async () => {
    const video = await bed.upload();
    const event = { detail: { bucket: { name: 'source' }, object: { key: video.source.key } } };
    await expect(bed.submit(event)).resolves.toBe('submitted');
    const etag = bed.aws.objects.get('source', video.source.key)?.etag;
    expect((await bed.video(video.id)).source).toMatchObject({ size: 4, etag });
  });

  test.each([
    ['is no source of a video', { bucket: { name: 'source' }, object: { key: 'logs/today' } }],
    ['lies in another bucket', { bucket: { name: 'media' } }],
    [
      'belongs to no video',
      { bucket: { name: 'source' }, object: { key: 'u/me/01ARZ3NDEKTSV4RRFFQ69G5FAV/source' } },
    ],
  ])('that %s is ignored', async (_what, detail) => {
    const video = await bed.upload();
    const event = { detail: { object: { key: video.source.key }, ...detail } };
    await expect(bed.submit(event)).resolves.toBe('ignored');
    expect(bed.counts.get('EventIgnored')).toBe(1);
    expect((await bed.video(video.id)).status).toBe('uploading');
  });

  test('of another owner than the key says is ignored', async () => {
    const video = await bed.upload();
    const key = video.source.key.replace(video.ownerId, 'thief');
    const object = { key, etag: 'x', size: 1 };
    const event = { detail: { bucket: { name: 'source' }, object } };
    await expect(bed.submit(event)).resolves.toBe('ignored');
    expect((await bed.video(video.id)).status).toBe('uploading');
  });

  test('that changed after it was accepted is not encoded in its place', async () => {
    const video = await bed.upload();
    await bed.catalog.markUploaded(video.id, { etag: 'the first', size: 4 });
    await expect(bed.submit(bed.objectCreated(video))).resolves.toBe('ignored');
    expect(bed.counts.get('SourceOverwritten')).toBe(1);
    expect(bed.aws.calls).not.toContain('CreateJob');
  });

  test.each([[{}], [{ detail: {} }], ['text'], [null]])('is not %j', async (event) => {
    await expect(async () => bed.submit(event)).rejects.toThrow(/not an "Object Created" event/);
  });
});

describe('a file that cannot become a video fails with a reason', () => {
  async function failed(video: Video) {
    await expect(bed.submit(bed.objectCreated(video))).resolves.toBe('failed');
    expect(bed.aws.calls).not.toContain('CreateJob');
    const { status, error } = await bed.video(video.id);
    expect(status).toBe('failed');
    expect(error?.message).toMatch(/^[A-Z].*\.$/);
    return error;
  }

  test('nothing in it', async () => {
    const video = await bed.upload({ body: '' });
    expect(await failed(video)).toMatchObject({ code: 'empty_file', retryable: false });
    expect(bed.aws.calls).not.toContain('Probe');
  });

  test('not a video: an empty probe, or a refusal by MediaConvert', async () => {
    const one = await bed.upload();
    bed.aws.encoder.probes.delete(sourceUrl(one));
    expect(await failed(one)).toMatchObject({ code: 'unreadable' });
    const other = await bed.upload();
    bed.aws.failNext('Probe', new BadRequestException(failure));
    expect(await failed(other)).toMatchObject({ code: 'unreadable' });
  });

  test('gone meanwhile', async () => {
    const video = await bed.upload();
    bed.aws.beforeNext('Probe', () => {
      bed.aws.objects.objects.delete(`source/${video.source.key}`);
      throw new BadRequestException(failure);
    });
    expect(await failed(video)).toMatchObject({ code: 'source_missing' });
  });

  test('only sound', async () => {
    const video = await bed.upload();
    const probe = probeOf(20);
    probe.Container.Tracks.shift();
    bed.aws.encoder.probes.set(sourceUrl(video), probe);
    expect(await failed(video)).toMatchObject({ code: 'no_video' });
  });

  test('8 pixels wide', async () => {
    const video = await bed.upload();
    bed.aws.encoder.probes.set(sourceUrl(video), probeOf(20, { width: 8, height: 8 }));
    expect(await failed(video)).toMatchObject({ code: 'too_small' });
  });

  test('longer than four hours', async () => {
    expect(await failed(await bed.upload({ seconds: 14_401 }))).toMatchObject({ code: 'too_long' });
  });

  test('more than the owner may encode a day, until the next day', async () => {
    const hours = 3 * 3600;
    for (let n = 0; n < 3; n += 1)
      await bed.submit(bed.objectCreated(await bed.upload({ seconds: hours, ownerId: 'busy' })));
    const fourth = await bed.upload({ seconds: hours, ownerId: 'busy' });
    await bed.submit(bed.objectCreated(fourth));
    const { status, error } = await bed.video(fourth.id);
    expect([status, error?.code, error?.retryable]).toEqual(['failed', 'daily_minutes', true]);
    expect(bed.jobsOf(fourth.id)).toEqual([]);

    bed.advance(24 * 3_600_000);
    await bed.catalog.retry(fourth.id);
    await expect(bed.submit(bed.objectCreated(fourth))).resolves.toBe('submitted');
    expect(bed.jobsOf(fourth.id)[0]?.ClientRequestToken).toBe(`${fourth.id}-2`);
  });

  test('settings that MediaConvert refuses', async () => {
    const video = await bed.upload();
    bed.aws.failNext('CreateJob', new BadRequestException(failure));
    await expect(bed.submit(bed.objectCreated(video))).resolves.toBe('failed');
    expect((await bed.video(video.id)).error).toMatchObject({ code: 'encoder_error' });
  });
});

describe('a failure that says nothing about the file', () => {
  test.each([
    ['Probe', new TooManyRequestsException(failure)],
    ['Probe', new InternalServerErrorException(failure)],
    ['CreateJob', new TooManyRequestsException(failure)],
    ['CreateJob', new InternalServerErrorException(failure)],
  ])('of %s is thrown, and the message tried again at once succeeds', async (command, error) => {
    const video = await bed.upload();
    bed.aws.failNext(command, error);
    await expect(bed.submit(bed.objectCreated(video))).rejects.toBe(error);
    expect((await bed.video(video.id)).status).toBe('queued');
    await expect(bed.submit(bed.objectCreated(video))).resolves.toBe('submitted');
    expect(bed.jobsOf(video.id)).toHaveLength(1);
  });

  test('a job whose answer was lost is found, not made again', async () => {
    const video = await bed.upload();
    const crash = new Error('connection reset');
    const { markSubmitted } = bed.catalog;
    Object.assign(bed.catalog, { markSubmitted: () => Promise.reject(crash) });
    await expect(bed.submit(bed.objectCreated(video))).rejects.toBe(crash);
    Object.assign(bed.catalog, { markSubmitted });
    // Longer than MediaConvert remembers the request's token.
    bed.advance(5 * 60_000);
    await expect(bed.submit(bed.objectCreated(video))).resolves.toBe('submitted');
    const jobs = bed.jobsOf(video.id);
    expect(jobs).toHaveLength(1);
    expect(bed.counts.get('JobAdopted')).toBe(1);
    expect((await bed.video(video.id)).encode).toEqual({
      attempt: 1,
      jobId: jobs[0]?.Id,
      sourceDuration: 20,
    });
  });
});

describe('several submitters', () => {
  test('one gets through, the others come again', async () => {
    const video = await bed.upload();
    bed.aws.beforeNext('Probe', () => delay(50));
    const event = bed.objectCreated(video);
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => bed.submit(event)));
    const outcomes = results.map((result) =>
      result.status === 'fulfilled' ? result.value : result.reason.name,
    );
    expect(outcomes.filter((outcome) => outcome === 'submitted')).toHaveLength(1);
    expect(bed.jobsOf(video.id)).toHaveLength(1);
  });

  test('a lease left by a dead invocation holds for two minutes', async () => {
    const video = await bed.upload();
    await bed.catalog.markUploaded(video.id, {
      etag: bed.aws.objects.get('source', video.source.key)?.etag ?? '',
      size: 4,
    });
    await bed.catalog.leaseEncode({ videoId: video.id, attempt: 1 }, 120);
    await expect(bed.submit(bed.objectCreated(video))).rejects.toThrow(LeaseHeldError);
    bed.advance(120_000);
    await expect(bed.submit(bed.objectCreated(video))).resolves.toBe('submitted');
  });

  test('a submission so slow that its lease runs out makes no job', async () => {
    const video = await bed.upload();
    bed.aws.beforeNext('Probe', () => bed.advance(100_000));
    await expect(bed.submit(bed.objectCreated(video))).rejects.toThrow(/lease/);
    expect(bed.jobsOf(video.id)).toEqual([]);
  });
});

test('a video deleted while its job was being made takes the job with it', async () => {
  const video = await bed.upload();
  bed.aws.beforeNext('CreateJob', () => bed.catalog.markDeleting(video.id));
  await expect(bed.submit(bed.objectCreated(video))).resolves.toBe('ignored');
  expect(bed.jobsOf(video.id).map(({ Status }) => Status)).toEqual(['CANCELED']);
});

test("another attempt does not begin with the last one's pictures and playlists", async () => {
  const video = await bed.upload();
  await bed.submit(bed.objectCreated(video));
  const [job] = bed.jobsOf(video.id);
  bed.aws.objects.put('media', `v/${video.id}/hls/index.m3u8`, 'of attempt 1');
  bed.aws.objects.put('media', `v/${video.id}/storyboard/frame.0000000.jpg`, 'of attempt 1');
  bed.aws.objects.put('media', `v/${video.id}/captions/ko.vtt`, 'WEBVTT');
  await bed.catalog.markFailed(
    { videoId: video.id, attempt: 1 },
    { error: { code: 'canceled', message: 'Canceled.', retryable: true } },
  );
  await bed.catalog.retry(video.id);
  await expect(bed.submit(bed.objectCreated(video))).resolves.toBe('submitted');
  expect(bed.aws.objects.keys('media')).toEqual([`v/${video.id}/captions/ko.vtt`]);
  expect(bed.jobsOf(video.id)).toHaveLength(2);
  expect((await bed.video(video.id)).encode.jobId).not.toBe(job?.Id);
});

describe('a file that arrives after its video was deleted', () => {
  test.each(['deleting', 'gone'])('goes too when the video is %s', async (end) => {
    const video = await bed.upload();
    const stranger = await bed.upload();
    await bed.catalog.markDeleting(video.id);
    if (end === 'gone') await bed.catalog.remove(video.id);
    expect(await bed.submit(bed.objectCreated(video))).toBe('ignored');
    expect(bed.aws.objects.keys('source')).toEqual([stranger.source.key]);
  });

  test('what is no upload of ours stays', async () => {
    bed.aws.objects.put('source', 'notes.txt', 'mine');
    const object = { key: 'notes.txt', size: 4, etag: 'e' };
    const event = { detail: { bucket: { name: 'source' }, object } };
    expect(await bed.submit(event)).toBe('ignored');
    expect(bed.aws.objects.keys('source')).toEqual(['notes.txt']);
  });
});
