import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Video } from '@tidecast/catalog/video';
import { newVideo } from '../../../../packages/catalog/test/new-video.ts';
import { writeEncoderOutput } from '../../test/encoder-output.ts';
import { startTestBed, type TestBed } from '../../test/test-bed.ts';
import { createReconcile } from './reconcile-videos.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

let bed: TestBed;

beforeEach(async () => {
  bed = await startTestBed();
});

afterEach(() => bed.close());

async function processingVideo(): Promise<Video> {
  const video = await bed.upload();
  await bed.submit(bed.objectCreated(video));
  return bed.video(video.id);
}

async function after(milliseconds: number): Promise<unknown> {
  bed.advance(milliseconds);
  return bed.reconcile();
}

const statusOf = async (video: Video) => (await bed.video(video.id)).status;
const jobOf = (video: Video) => bed.aws.encoder.job(bed.jobsOf(video.id)[0]?.Id);

test('leaves alone what moved in the last ten minutes', async () => {
  const video = await processingVideo();
  await expect(after(9 * minute)).resolves.toEqual({ looked: 0, failed: 0, finished: true });
  expect(await statusOf(video)).toBe('processing');
  expect(bed.aws.calls).not.toContain('GetJob');
});

describe('an upload', () => {
  test('whose event was lost is submitted', async () => {
    const video = await bed.upload();
    await after(11 * minute);
    expect(await statusOf(video)).toBe('processing');
    expect(bed.jobsOf(video.id)).toHaveLength(1);
  });

  test('that is still going on is left alone for a week, then given up', async () => {
    const video = await bed.catalog.create(newVideo());
    bed.aws.objects.uploads.set('upload-1', `source/${video.source.key}`);
    await after(6 * day);
    expect(await statusOf(video)).toBe('uploading');
    await after(1 * day + minute);
    expect((await bed.video(video.id)).error).toMatchObject({ code: 'upload_expired' });
    expect(bed.aws.objects.uploads.size).toBe(0);
  });

  test('whose parts could not be taken away is given up the next time', async () => {
    const video = await bed.catalog.create(newVideo());
    bed.aws.objects.uploads.set('upload-1', `source/${video.source.key}`);
    bed.aws.failNext('AbortMultipartUpload', new Error('slow down'));
    await after(7 * day + minute);
    await after(minute);
    expect((await bed.video(video.id)).error).toMatchObject({ code: 'upload_expired' });
    expect(bed.aws.objects.uploads.size).toBe(0);
  });

  test('of nothing fails', async () => {
    const video = await bed.upload({ body: '' });
    await after(11 * minute);
    expect((await bed.video(video.id)).error).toMatchObject({ code: 'empty_file' });
  });
});

describe('a queued video', () => {
  async function queuedVideo(): Promise<Video> {
    const video = await bed.upload();
    await bed.catalog.markUploaded(video.id, { etag: 'etag', size: 4 });
    return video;
  }

  test('is submitted', async () => {
    const video = await queuedVideo();
    await after(11 * minute);
    expect(await statusOf(video)).toBe('processing');
  });

  test('whose job was made by an invocation that died gets that job', async () => {
    const video = await processingVideo();
    const other = await queuedVideo();
    await bed.catalog.leaseEncode({ videoId: other.id, attempt: 1 }, 120);
    const orphan = { ...jobOf(video), Id: 'orphan' };
    bed.aws.encoder.jobs.push({
      ...orphan,
      UserMetadata: { ...orphan.UserMetadata, videoId: other.id },
    });
    await after(11 * minute);
    expect((await bed.video(other.id)).encode.jobId).toBe('orphan');
    expect(bed.jobsOf(other.id)).toHaveLength(1);
  });

  test('whose file is gone fails', async () => {
    const video = await queuedVideo();
    bed.aws.objects.objects.clear();
    bed.aws.encoder.probes.clear();
    await after(11 * minute);
    expect((await bed.video(video.id)).error).toMatchObject({ code: 'source_missing' });
  });

  test('that the encoder would not take for a day fails', async () => {
    const video = await queuedVideo();
    bed.aws.failNext('Probe', new Error('closed'));
    await expect(after(23 * 60 * minute)).resolves.toMatchObject({ looked: 1, failed: 1 });
    expect(await statusOf(video)).toBe('queued');
    await after(2 * 60 * minute);
    expect((await bed.video(video.id)).error).toMatchObject({ code: 'job_lost', retryable: true });
  });
});

describe('a video in processing', () => {
  test('goes on when its job does, and is not asked for again at once', async () => {
    const video = await processingVideo();
    Object.assign(jobOf(video), {
      Status: 'PROGRESSING',
      CurrentPhase: 'TRANSCODING',
      JobPercentComplete: 33,
    });
    await after(11 * minute);
    expect(await bed.video(video.id)).toMatchObject({ phase: 'transcoding', progress: 33 });
    await expect(after(5 * minute)).resolves.toMatchObject({ looked: 0 });
  });

  test('waits when its job waits', async () => {
    const video = await processingVideo();
    await after(11 * minute);
    expect(await bed.video(video.id)).toMatchObject({ status: 'processing', phase: 'waiting' });
  });

  test.each([
    ['COMPLETE', 'ready', undefined],
    ['ERROR', 'failed', 'encoder_error'],
    ['CANCELED', 'failed', 'canceled'],
  ] as const)('is settled when its job is %s', async (Status, status, code) => {
    const video = await processingVideo();
    writeEncoderOutput(bed.aws.objects, video.id, 20);
    Object.assign(jobOf(video), { Status });
    await after(11 * minute);
    const settled = await bed.video(video.id);
    expect([settled.status, settled.error?.code]).toEqual([status, code]);
  });

  test('whose job is lost is tried again, three times in all', async () => {
    const video = await processingVideo();
    for (const attempt of [2, 3]) {
      bed.aws.encoder.forget((await bed.video(video.id)).encode.jobId ?? '');
      await after(11 * minute);
      expect(await bed.video(video.id)).toMatchObject({
        status: 'processing',
        encode: { attempt },
      });
    }
    bed.aws.encoder.forget((await bed.video(video.id)).encode.jobId ?? '');
    await after(11 * minute);
    expect((await bed.video(video.id)).error).toMatchObject({ code: 'job_lost' });
  });
});

test('a deletion that stopped half-way is finished', async () => {
  const video = await processingVideo();
  bed.aws.objects.put('media', `v/${video.id}/hls/index_1.ts`, 'x');
  await bed.catalog.markDeleting(video.id);
  await after(11 * minute);
  expect(await bed.catalog.get(video.id)).toBeUndefined();
  expect(bed.aws.objects.keys('media')).toEqual([]);
  expect(bed.aws.encoder.jobs.map(({ Status }) => Status)).toEqual(['CANCELED']);
});

test('one video that cannot be settled does not keep the others from it', async () => {
  const videos = [await processingVideo(), await processingVideo()];
  for (const video of videos) Object.assign(jobOf(video), { Status: 'ERROR' });
  bed.aws.failNext('GetJob', new Error('throttled'));
  await expect(after(11 * minute)).resolves.toMatchObject({ looked: 2, failed: 1 });
  const statuses = await Promise.all(videos.map(statusOf));
  expect(statuses.sort()).toEqual(['failed', 'processing']);
  expect(bed.counts.get('ReconcileFailed')).toBe(1);
});

test('more than a page of videos, within the time there is', async () => {
  for (let n = 0; n < 30; n += 1) {
    await bed.upload();
    bed.advance(1);
  }
  bed.advance(11 * minute);
  let turns = 20;
  const reconcile = createReconcile(bed.dependencies);
  await expect(reconcile(() => turns-- > 0)).resolves.toEqual({
    looked: 20,
    failed: 0,
    finished: false,
  });
  await expect(bed.reconcile()).resolves.toMatchObject({ looked: 10, finished: true });
  expect(bed.aws.encoder.jobs).toHaveLength(30);
});
