import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newVideo } from '../test/new-video.ts';
import { startTestTables, type TestTables } from '../test/test-tables.ts';
import { createVideoCatalog } from './dynamo-video-catalog.ts';
import type { Video, VideoMedia } from './video.ts';
import type { Outcome, VideoCatalog } from './video-catalog.ts';
import { videoError } from './video-errors.ts';

let tables: TestTables;
let catalog: VideoCatalog;
let clock = Date.parse('2026-11-22T00:00:00Z');

const media: VideoMedia = {
  duration: 60,
  width: 1920,
  height: 1080,
  renditions: [{ rung: 1080, width: 1920, height: 1080, bitrate: 4_000_000 }],
  hlsKey: 'v/x/hls/index.m3u8',
  posterKey: 'p/one.jpg',
};
const object = { etag: 'etag-1', size: 1_234 };
const job = { jobId: 'job-1', sourceDuration: 60 };

beforeAll(async () => {
  tables = await startTestTables();
  catalog = createVideoCatalog({
    client: tables.client,
    tables: tables.tables,
    now: () => new Date(clock),
  });
});

afterAll(() => tables.close());

/** A video brought as far as a status by the steps that lead there. */
async function videoIn(
  status: 'uploading' | 'queued' | 'processing' | 'ready' | 'failed' | 'deleting',
): Promise<{ id: string; ref: { videoId: string; attempt: number } }> {
  const { id } = await catalog.create(newVideo());
  const ref = { videoId: id, attempt: 1 };
  const failure = { error: videoError('encoder_error') };
  const steps: Record<typeof status, readonly (() => Promise<Outcome>)[]> = {
    uploading: [],
    queued: [() => catalog.markUploaded(id, object)],
    processing: [() => catalog.markUploaded(id, object), () => catalog.markSubmitted(ref, job)],
    ready: [
      () => catalog.markUploaded(id, object),
      () => catalog.markSubmitted(ref, job),
      () => catalog.markReady(ref, { jobId: 'job-1', at: clock, media }),
    ],
    failed: [() => catalog.markUploaded(id, object), () => catalog.markFailed(ref, failure)],
    deleting: [() => catalog.markDeleting(id)],
  };
  for (const step of steps[status]) expect((await step()).applied).toBe(true);
  return { id, ref };
}

function applied(outcome: Outcome): Video {
  if (!outcome.applied) throw new Error(`ignored in ${outcome.video?.status ?? 'nothing'}`);
  return outcome.video;
}

describe('which step fits which status', () => {
  const statuses = ['uploading', 'queued', 'processing', 'ready', 'failed', 'deleting'] as const;
  type Step = (id: string, ref: { videoId: string; attempt: number }) => Promise<Outcome>;
  const steps: readonly [string, Step, (typeof statuses)[number], readonly string[]][] = [
    ['markUploaded', (id) => catalog.markUploaded(id, object), 'queued', ['uploading']],
    ['retry', (id) => catalog.retry(id), 'queued', ['failed']],
    ['markSubmitted', (_, ref) => catalog.markSubmitted(ref, job), 'processing', ['queued']],
    [
      'recordProgress',
      (_, ref) =>
        catalog.recordProgress(ref, {
          jobId: 'job-1',
          at: clock + 1,
          phase: 'transcoding',
          progress: 10,
        }),
      'processing',
      ['queued', 'processing'],
    ],
    [
      'markReady',
      (_, ref) => catalog.markReady(ref, { jobId: 'job-1', at: clock, media }),
      'ready',
      ['queued', 'processing'],
    ],
    [
      'markFailed',
      (_, ref) => catalog.markFailed(ref, { error: videoError('canceled') }),
      'failed',
      ['uploading', 'queued', 'processing'],
    ],
    ['requeue', (_, ref) => catalog.requeue(ref), 'queued', ['processing']],
    [
      'markDeleting',
      (id) => catalog.markDeleting(id),
      'deleting',
      ['uploading', 'queued', 'processing', 'ready', 'failed'],
    ],
  ];

  test.each(steps)('%s', async (_name, step, target, fits) => {
    for (const status of statuses) {
      const { id, ref } = await videoIn(status);
      const before = await catalog.get(id);
      const outcome = await step(id, ref);
      const after = await catalog.get(id);
      expect([status, outcome.applied]).toEqual([status, fits.includes(status)]);
      expect(after?.status).toBe(outcome.applied ? target : status);
      expect(after?.version).toBe((before?.version ?? 0) + (outcome.applied ? 1 : 0));
      expect(outcome.video).toEqual(after);
    }
  });

  test('nothing applies to a video that is gone', async () => {
    await expect(catalog.retry('gone')).resolves.toEqual({ applied: false });
    await expect(catalog.edit('gone', { title: 'x' })).resolves.toEqual({ applied: false });
  });
});

describe('what a step changes', () => {
  test('the upload ends with the object S3 holds', async () => {
    const { id } = await videoIn('queued');
    const video = await catalog.get(id);
    expect(video).toMatchObject({ phase: 'waiting', source: object });
    expect(video?.source).not.toHaveProperty('upload');
  });

  test('steps of an older attempt are ignored', async () => {
    const { id, ref } = await videoIn('failed');
    const retried = applied(await catalog.retry(id));
    expect(retried.encode).toEqual({ attempt: 2 });
    expect(retried).not.toHaveProperty('error');
    for (const outcome of [
      await catalog.leaseEncode(ref, 60),
      await catalog.markSubmitted(ref, job),
      await catalog.markReady(ref, { jobId: 'job-1', at: clock, media }),
      await catalog.markFailed(ref, { error: videoError('canceled') }),
    ])
      expect(outcome.applied).toBe(false);
  });

  test('a failed upload has no file to try again with', async () => {
    const { id, ref } = await videoIn('uploading');
    await catalog.markFailed(ref, { error: videoError('upload_expired') });
    expect((await catalog.retry(id)).applied).toBe(false);
  });

  test('events of another job are ignored', async () => {
    const { ref } = await videoIn('processing');
    const stranger = { jobId: 'job-2', at: clock + 5 };
    const progress = { ...stranger, phase: 'transcoding', progress: 50 } as const;
    expect((await catalog.recordProgress(ref, progress)).applied).toBe(false);
    expect((await catalog.markReady(ref, { ...stranger, media })).applied).toBe(false);
  });

  test('progress never goes back, nor does an older event count', async () => {
    const { id, ref } = await videoIn('processing');
    const at = (milliseconds: number, progress: number) =>
      catalog.recordProgress(ref, {
        jobId: 'job-1',
        at: clock + milliseconds,
        phase: 'transcoding',
        progress,
      });
    expect((await at(20, 40)).applied).toBe(true);
    expect((await at(10, 90)).applied).toBe(false);
    expect((await at(20, 90)).applied).toBe(false);
    expect((await at(30, 35)).applied).toBe(true);
    expect(await catalog.get(id)).toMatchObject({ progress: 40, lastEventAt: clock + 30 });
  });

  test('an event that overtakes markSubmitted starts the processing', async () => {
    const { id, ref } = await videoIn('queued');
    await catalog.recordProgress(ref, { jobId: 'job-1', at: 1, phase: 'probing', progress: 0 });
    const video = applied(await catalog.markSubmitted(ref, job));
    expect(video).toMatchObject({ status: 'processing', phase: 'probing' });
    expect(video.encode).toEqual({ attempt: 1, jobId: 'job-1', sourceDuration: 60 });
    expect((await catalog.markSubmitted(ref, job)).applied).toBe(false);
    expect((await catalog.get(id))?.version).toBe(video.version);
  });

  test('a video is playable once, and only while it encodes', async () => {
    const { ref } = await videoIn('processing');
    expect(applied(await catalog.markPlayable(ref)).playable).toBe(true);
    expect((await catalog.markPlayable(ref)).applied).toBe(false);
    const waiting = await videoIn('queued');
    expect((await catalog.markPlayable(waiting.ref)).applied).toBe(false);
  });

  test('the first publication is kept through hiding and showing again', async () => {
    const { id } = await videoIn('ready');
    const first = (await catalog.get(id))?.publishedAt;
    expect(first).toBe(new Date(clock).toISOString());
    clock += 60_000;
    expect(applied(await catalog.edit(id, { visibility: 'private' })).publishedAt).toBe(first);
    expect(applied(await catalog.edit(id, { visibility: 'public' })).publishedAt).toBe(first);
  });

  test('an unlisted video is published when it first becomes public', async () => {
    const { id } = await catalog.create(newVideo({ visibility: 'unlisted' }));
    await catalog.markUploaded(id, object);
    const ref = { videoId: id, attempt: 1 };
    expect(
      applied(await catalog.markReady(ref, { jobId: 'job-1', at: 1, media })).publishedAt,
    ).toBeUndefined();
    expect(applied(await catalog.edit(id, { visibility: 'public' })).publishedAt).toBeDefined();
  });

  test('captions are kept by language', async () => {
    const { id } = await videoIn('ready');
    const caption = (language: string, label: string) => ({
      language,
      label,
      key: `v/${id}/captions/${language}.vtt`,
      updatedAt: new Date(clock).toISOString(),
    });
    await catalog.putCaption(id, caption('ko', '한국어'));
    await catalog.putCaption(id, caption('en', 'English'));
    const replaced = applied(await catalog.putCaption(id, caption('ko', '한국어 (수정)')));
    expect(replaced.captions.map(({ label }) => label)).toEqual(['English', '한국어 (수정)']);
    expect(applied(await catalog.removeCaption(id, 'en')).captions).toHaveLength(1);
    expect((await catalog.removeCaption(id, 'en')).applied).toBe(false);
  });

  test('a poster is replaced where there is one', async () => {
    const { id } = await videoIn('ready');
    const video = applied(await catalog.edit(id, { posterKey: 'p/two.jpg' }));
    expect(video.media).toEqual({ ...media, posterKey: 'p/two.jpg' });
  });

  test('only a video in deleting is removed', async () => {
    const { id } = await videoIn('ready');
    await catalog.remove(id);
    expect(await catalog.get(id)).toBeDefined();
    await catalog.markDeleting(id);
    await catalog.remove(id);
    await catalog.remove(id);
    expect(await catalog.get(id)).toBeUndefined();
  });

  test('an id is used once', async () => {
    const video = newVideo();
    await catalog.create(video);
    await expect(catalog.create(video)).rejects.toThrow(/already exists/);
  });
});

describe('many writers at once', () => {
  const twenty = <T>(step: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, step));
  const count = (outcomes: readonly Outcome[]) => outcomes.filter((one) => one.applied).length;

  test('one of twenty gets the lease, and the next only after it has run out', async () => {
    const { ref } = await videoIn('queued');
    expect(count(await twenty(() => catalog.leaseEncode(ref, 30)))).toBe(1);
    clock += 29_000;
    expect((await catalog.leaseEncode(ref, 30)).applied).toBe(false);
    clock += 1_000;
    expect(count(await twenty(() => catalog.leaseEncode(ref, 30)))).toBe(1);
  });

  test('a lease that its holder gives up is free at once, and no other lease ends with it', async () => {
    const { ref } = await videoIn('queued');
    const until = applied(await catalog.leaseEncode(ref, 30)).encode.leaseUntil ?? '';
    expect((await catalog.releaseEncode(ref, '2026-01-01T00:00:00.000Z')).applied).toBe(false);
    expect((await catalog.releaseEncode(ref, until)).applied).toBe(true);
    expect(applied(await catalog.leaseEncode(ref, 60)).encode.leaseUntil).not.toBe(until);
    expect((await catalog.releaseEncode(ref, until)).applied).toBe(false);
    expect((await catalog.leaseEncode(ref, 30)).applied).toBe(false);
  });

  test('one of twenty makes it ready', async () => {
    const { id, ref } = await videoIn('processing');
    const outcomes = await twenty(() =>
      catalog.markReady(ref, { jobId: 'job-1', at: clock, media }),
    );
    expect(count(outcomes)).toBe(1);
    expect((await catalog.get(id))?.version).toBe(4);
  });

  test('none of twenty captions is lost', async () => {
    const { id } = await videoIn('ready');
    const languages = Array.from({ length: 20 }, (_, n) => `x-${String(n).padStart(2, '0')}`);
    await Promise.all(
      languages.map((language) =>
        catalog.putCaption(id, { language, label: language, key: language, updatedAt: 'now' }),
      ),
    );
    const video = await catalog.get(id);
    expect(video?.captions.map(({ language }) => language)).toEqual(languages);
  });
});

describe('views', () => {
  test('a viewer counts once a window, and the version stays', async () => {
    const { id } = await videoIn('ready');
    const version = (await catalog.get(id))?.version;
    const counted = await Promise.all(
      Array.from({ length: 20 }, () => catalog.addView(id, 'viewer-1', 3_600)),
    );
    expect(counted.filter(Boolean)).toHaveLength(1);
    expect(await catalog.addView(id, 'viewer-2', 3_600)).toBe(true);
    clock += 3_600_000;
    expect(await catalog.addView(id, 'viewer-1', 3_600)).toBe(true);
    expect(await catalog.get(id)).toMatchObject({ views: 3, version });
  });

  test('a view survives an edit that was decided before it', async () => {
    const { id } = await videoIn('ready');
    await Promise.all([
      ...Array.from({ length: 10 }, (_, n) => catalog.addView(id, `viewer-${n}`, 60)),
      ...Array.from({ length: 10 }, (_, n) => catalog.edit(id, { title: `Title ${n}` })),
    ]);
    expect((await catalog.get(id))?.views).toBe(10);
  });

  test('a video that is gone has no views', async () => {
    expect(await catalog.addView('gone', 'viewer-1', 60)).toBe(false);
    expect(await catalog.get('gone')).toBeUndefined();
  });
});

describe('encoding minutes', () => {
  const spend = (ownerId: string, videoId: string, minutes: number, attempt = 1) =>
    catalog.spendEncodeMinutes({ ownerId, videoId, attempt }, minutes, 100);

  test('the cap is for a day, an attempt counts once', async () => {
    expect(await spend('owner-a', 'one', 60)).toBe(true);
    expect(await spend('owner-a', 'one', 60)).toBe(true);
    expect(await spend('owner-a', 'two', 41)).toBe(false);
    expect(await spend('owner-a', 'two', 40)).toBe(true);
    expect(await spend('owner-a', 'one', 1, 2)).toBe(false);
    expect(await spend('owner-b', 'three', 100)).toBe(true);
    clock += 24 * 3_600_000;
    expect(await spend('owner-a', 'one', 60, 2)).toBe(true);
  });

  test('a video longer than the cap is refused at once', async () => {
    expect(await spend('owner-c', 'one', 101)).toBe(false);
  });

  test('twenty at once do not pass the cap', async () => {
    const spent = await Promise.all(
      Array.from({ length: 20 }, (_, n) => spend('owner-d', `video-${n}`, 30)),
    );
    expect(spent.filter(Boolean)).toHaveLength(3);
  });
});
