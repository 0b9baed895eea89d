import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createVideoCatalog } from '@tidecast/catalog/dynamo-video-catalog';
import type { Video } from '@tidecast/catalog/video';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { newVideo } from '../../catalog/test/new-video.ts';
import { startTestTables, type TestTables } from '../../catalog/test/test-tables.ts';
import { createFakeAws, type FakeAws } from '../test/fake-aws.ts';
import { FakeCloudFront } from '../test/fake-cloudfront.ts';
import { FakeMediaConvert } from '../test/fake-mediaconvert.ts';
import { FakeS3 } from '../test/fake-s3.ts';
import { newPosterKey, posterPrefix } from './keys.ts';
import { type PurgeDependencies, purgeVideo } from './purge-video.ts';

let tables: TestTables;
let catalog: VideoCatalog;
let aws: FakeAws;
let dependencies: PurgeDependencies;
let clock = Date.parse('2026-11-22T00:00:00Z');

beforeAll(async () => {
  tables = await startTestTables();
  const now = () => new Date(clock);
  catalog = createVideoCatalog({ client: tables.client, tables: tables.tables, now });
});

afterAll(() => tables.close());

beforeEach(() => {
  aws = createFakeAws({
    objects: new FakeS3(),
    encoder: new FakeMediaConvert(() => clock),
    edge: new FakeCloudFront(),
  });
  dependencies = {
    s3: aws.s3,
    cloudfront: aws.cloudfront,
    mediaconvert: aws.mediaconvert,
    catalog,
    buckets: { source: 'source', media: 'media' },
    distributionId: 'EDGE',
    queueArn: 'our-queue',
    now: () => new Date(clock),
  };
});

/** A queued video with its source in S3. */
async function queuedVideo(): Promise<Video> {
  const video = await catalog.create(newVideo());
  aws.objects.put('source', video.source.key, 'film');
  await catalog.markUploaded(video.id, { etag: 'etag', size: 4 });
  return video;
}

/** A ready video with everything a video can have, and a neighbour whose id begins alike. */
async function fullVideo(): Promise<Video> {
  const video = await queuedVideo();
  const { id } = video;
  for (let n = 0; n < 10; n += 1) aws.objects.put('media', `v/${id}/hls/index_${n}.ts`, 'x');
  aws.objects.put('media', `v/${id}/captions/ko.vtt`, 'WEBVTT');
  const posterKey = newPosterKey(id);
  aws.objects.put('media', posterKey, 'jpeg');
  // Copied by somebody who did not live to write it down.
  aws.objects.put('media', newPosterKey(id), 'jpeg');
  aws.objects.put('media', `v/${id}0/hls/index.m3u8`, 'of another video');
  aws.objects.put('media', 'p/other.jpg', 'of another video');
  aws.encoder.jobs.push({ Id: 'job-1', Role: '', Settings: {}, Status: 'COMPLETE' });
  const media = {
    duration: 1,
    width: 640,
    height: 360,
    renditions: [],
    hlsKey: `v/${id}/hls/index.m3u8`,
    posterKey,
  };
  await catalog.markReady({ videoId: id, attempt: 1 }, { jobId: 'job-1', at: 1, media });
  return video;
}

async function deleting(video: Video): Promise<Video> {
  await catalog.markDeleting(video.id);
  const marked = await catalog.get(video.id);
  if (!marked) throw new Error('the video is gone');
  return marked;
}

describe('purgeVideo', () => {
  test('leaves nothing of a ready video and touches nothing else', async () => {
    const video = await fullVideo();
    const result = await purgeVideo(dependencies, await deleting(video));
    expect(result).toEqual({ removed: true, abortedUploads: 0, deletedObjects: 13 });
    expect(aws.objects.keys('source')).toEqual([]);
    expect(aws.objects.keys('media')).toEqual(['p/other.jpg', `v/${video.id}0/hls/index.m3u8`]);
    expect(await catalog.get(video.id)).toBeUndefined();
    expect([...aws.edge.invalidations.values()]).toEqual([
      [`/media/v/${video.id}/*`, `/media/${posterPrefix(video.id)}*`, '/api/videos*'],
    ]);
  });

  test('aborts every unfinished upload to the source key alone', async () => {
    const video = await catalog.create(newVideo());
    for (let n = 0; n < 5; n += 1) aws.objects.uploads.set(`up-${n}`, `source/${video.source.key}`);
    aws.objects.uploads.set('up-9', `source/${video.source.key}-of-another`);
    const result = await purgeVideo(dependencies, await deleting(video));
    expect(result).toMatchObject({ removed: true, abortedUploads: 5 });
    expect([...aws.objects.uploads.keys()]).toEqual(['up-9']);
  });

  test('cancels the job, and keeps the row until the encoder has stopped', async () => {
    const video = await queuedVideo();
    aws.encoder.jobs.push({ Id: 'job-1', Role: '', Settings: {}, Status: 'PROGRESSING' });
    aws.encoder.cancelsAtOnce = false;
    const job = { jobId: 'job-1', sourceDuration: 60 };
    await catalog.markSubmitted({ videoId: video.id, attempt: 1 }, job);
    const marked = await deleting(video);
    expect((await purgeVideo(dependencies, marked)).removed).toBe(false);
    expect(aws.calls).toContain('CancelJob');
    expect((await catalog.get(video.id))?.status).toBe('deleting');

    aws.objects.put('media', `v/${video.id}/hls/index_late.ts`, 'written after the first purge');
    aws.encoder.job('job-1').Status = 'CANCELED';
    expect(await purgeVideo(dependencies, marked)).toMatchObject({
      removed: true,
      deletedObjects: 1,
    });
    expect(aws.objects.keys('media')).toEqual([]);
    expect(await catalog.get(video.id)).toBeUndefined();
    expect(aws.edge.invalidations.size).toBe(2);
  });

  test('a job that MediaConvert no longer knows holds nothing up', async () => {
    const video = await queuedVideo();
    const job = { jobId: 'job-gone', sourceDuration: 60 };
    await catalog.markSubmitted({ videoId: video.id, attempt: 1 }, job);
    expect((await purgeVideo(dependencies, await deleting(video))).removed).toBe(true);
  });

  test('waits for a submission under way, then cancels what it made', async () => {
    const video = await queuedVideo();
    await catalog.leaseEncode({ videoId: video.id, attempt: 1 }, 60);
    // Another stack of the account may know a video by the same id.
    aws.encoder.jobs.push({
      Id: 'job-of-another-stack',
      Role: '',
      Settings: {},
      Status: 'PROGRESSING',
      Queue: 'their-queue',
      UserMetadata: { videoId: video.id, attempt: '1' },
    });
    for (let n = 0; n < 30; n += 1)
      aws.encoder.jobs.push({ Id: `other-${n}`, Role: '', Settings: {}, Status: 'PROGRESSING' });
    aws.encoder.jobs.unshift({
      Id: 'job-x',
      Role: '',
      Settings: {},
      Status: 'PROGRESSING',
      UserMetadata: { videoId: video.id, attempt: '1' },
    });
    const marked = await deleting(video);
    expect((await purgeVideo(dependencies, marked)).removed).toBe(false);
    clock += 61_000;
    expect((await purgeVideo(dependencies, marked)).removed).toBe(true);
    expect(aws.encoder.job('job-x').Status).toBe('CANCELED');
    expect(aws.encoder.job('other-0').Status).toBe('PROGRESSING');
    expect(aws.encoder.job('job-of-another-stack').Status).toBe('PROGRESSING');
  });

  test('may be repeated, and goes on after S3 refused to delete', async () => {
    const video = await fullVideo();
    const marked = await deleting(video);
    aws.objects.undeletable.add(`v/${video.id}/captions/ko.vtt`);
    await expect(purgeVideo(dependencies, marked)).rejects.toThrow(/captions\/ko\.vtt/);
    expect(await catalog.get(video.id)).toBeDefined();
    aws.objects.undeletable.clear();
    expect((await purgeVideo(dependencies, marked)).removed).toBe(true);
    expect((await purgeVideo(dependencies, marked)).removed).toBe(true);
    expect(aws.edge.invalidations.size).toBe(1);
  });

  test('refuses a video that nobody deleted', async () => {
    const video = await queuedVideo();
    await expect(purgeVideo(dependencies, video)).rejects.toThrow(RangeError);
    expect(aws.calls).toEqual([]);
  });
});
