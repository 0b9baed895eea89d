import type { Job } from '@aws-sdk/client-mediaconvert';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Video } from '@tidecast/catalog/video';
import { notificationSchema } from '@tidecast/platform/notifications/messages';
import { jobEvent, writeEncoderOutput, writtenRenditions } from '../../test/encoder-output.ts';
import { startTestBed, type TestBed } from '../../test/test-bed.ts';

let bed: TestBed;
let video: Video;
let job: Job;

beforeEach(async () => {
  bed = await startTestBed();
  await submitVideo();
});

async function submitVideo(): Promise<void> {
  video = await bed.upload({ seconds: 19 });
  await bed.submit(bed.objectCreated(video));
  const [made] = bed.jobsOf(video.id);
  if (!made) throw new Error('no job was made');
  job = made;
}

afterEach(() => bed.close());

let tick = 0;
const track = (status: string, more: Readonly<Record<string, unknown>> = {}) => {
  tick += 1;
  return bed.track(jobEvent(job, status, bed.now() + tick, more));
};
const now = () => bed.video(video.id);

describe('while it encodes', () => {
  test('phase and percentage follow the events', async () => {
    await track('INPUT_INFORMATION');
    expect(await now()).toMatchObject({ status: 'processing', phase: 'probing', progress: 0 });
    await track('STATUS_UPDATE', {
      jobProgress: { jobPercentComplete: 42, currentPhase: 'TRANSCODING' },
    });
    expect(await now()).toMatchObject({ phase: 'transcoding', progress: 42 });
    await track('STATUS_UPDATE', {
      framesDecoded: 12,
      jobProgress: {
        jobPercentComplete: 90,
        phaseProgress: {
          PROBING: { status: 'COMPLETE', percentComplete: 100 },
          TRANSCODING: { status: 'COMPLETE', percentComplete: 100 },
          UPLOADING: { status: 'PROGRESSING', percentComplete: 10 },
        },
      },
    });
    expect(await now()).toMatchObject({ phase: 'uploading', progress: 90 });
  });

  test('warnings and hops change nothing', async () => {
    const before = await now();
    await track('NEW_WARNING', { warningCode: 1 });
    await track('QUEUE_HOP');
    expect(await now()).toEqual(before);
    expect(bed.counts.get('EventIgnored')).toBe(2);
  });

  test.each([
    ['another stack', { stack: 'neighbour' }],
    ['an attempt that is over', { attempt: '7' }],
    ['no video of ours', { videoId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }],
    ['a job somebody made by hand', { videoId: undefined }],
  ])('events of %s are ignored', async (_what, metadata) => {
    const before = await now();
    const stranger = { Id: job.Id, UserMetadata: { ...job.UserMetadata, ...metadata } as never };
    await bed.track(jobEvent(stranger, 'ERROR', bed.now()));
    expect(await now()).toEqual(before);
    expect(bed.counts.get('EventIgnored')).toBe(1);
  });

  test('what is no job event is refused', async () => {
    await expect(bed.track({ detail: { status: 'COMPLETE' } })).rejects.toThrow(/job/i);
  });
});

describe('when it is complete', () => {
  test('the video has what lies in the bucket', async () => {
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    await track('COMPLETE');
    const ready = await now();
    expect(ready).toMatchObject({ status: 'ready', progress: 100, playable: true });
    expect(ready).not.toHaveProperty('phase');
    expect(ready.media).toEqual({
      duration: 19,
      width: 1280,
      height: 720,
      renditions: writtenRenditions,
      hlsKey: `v/${video.id}/hls/index.m3u8`,
      storyboardKey: `v/${video.id}/storyboard/storyboard.vtt`,
      posterKey: expect.stringMatching(/^p\/[0-9a-f]{32}\/[0-9a-f]{32}\.jpg$/),
    });
  });

  test('the time since the upload is measured', async () => {
    bed.advance(90_000);
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    await track('COMPLETE');
    await track('COMPLETE');
    expect(bed.measured).toEqual([{ metric: 'TimeToReady', seconds: 90 }]);
  });

  test('a public video is announced with its poster', async () => {
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    await track('COMPLETE');
    const { title, media } = await now();
    expect(bed.published).toEqual([
      {
        kind: 'video-published',
        id: `video-published/${video.id}`,
        videoId: video.id,
        title,
        ownerName: 'Mina',
        durationSeconds: 19,
        posterKey: media?.posterKey,
      },
    ]);
    expect(notificationSchema.parse(bed.published[0])).toEqual(bed.published[0]);
  });

  test('a video that is not public is not announced', async () => {
    await bed.catalog.edit(video.id, { visibility: 'unlisted' });
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    await track('COMPLETE');
    expect((await now()).status).toBe('ready');
    expect(bed.published).toEqual([]);
  });

  test('the poster is the richest picture, cached for good, and the others are gone', async () => {
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    await track('COMPLETE');
    const key = (await now()).media?.posterKey ?? '';
    expect(bed.aws.objects.get('media', key)).toMatchObject({
      body: 'the picture with the most in it',
      contentType: 'image/jpeg',
      cacheControl: 'public, max-age=31536000, immutable',
    });
    expect(bed.aws.objects.keys('media', `v/${video.id}/poster/`)).toEqual([]);
  });

  test('the storyboard covers the video, picture by picture', async () => {
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    await track('COMPLETE');
    const vtt = bed.aws.objects.get('media', `v/${video.id}/storyboard/storyboard.vtt`);
    expect(vtt?.contentType).toBe('text/vtt; charset=utf-8');
    const blocks = vtt?.body.trim().split(/\n\n/) ?? [];
    expect(blocks).toHaveLength(11);
    expect(blocks[0]).toBe('WEBVTT');
    expect(blocks[1]).toBe('00:00:00.000 --> 00:00:02.000\nframe.0000000.jpg');
    expect(blocks[10]).toBe('00:00:18.000 --> 00:00:19.000\nframe.0000009.jpg');
  });

  test('a file that breaks off fails and says so', async () => {
    writeEncoderOutput(bed.aws.objects, video.id, 11);
    await track('COMPLETE');
    const { status, error } = await now();
    expect(status).toBe('failed');
    expect(error).toMatchObject({ code: 'truncated', retryable: false });
    expect(bed.reasons).toEqual(['VideoFailed truncated']);
    expect(bed.measured).toEqual([]);
    expect(bed.published).toMatchObject([{ kind: 'video-failed', fault: 'upload' }]);
    expect(bed.aws.objects.keys('media', 'p/')).toEqual([]);
  });

  test('a last second that containers and tracks disagree on does not matter', async () => {
    writeEncoderOutput(bed.aws.objects, video.id, 18.2);
    await track('COMPLETE');
    expect((await now()).status).toBe('ready');
  });

  test('without a playlist it is an error of the encoder', async () => {
    await track('COMPLETE');
    expect((await now()).error).toMatchObject({ code: 'encoder_error', retryable: true });
  });

  test('without pictures it is ready all the same', async () => {
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    for (const key of bed.aws.objects.keys('media'))
      if (key.endsWith('.jpg')) bed.aws.objects.objects.delete(`media/${key}`);
    await track('COMPLETE');
    const { status, media } = await now();
    expect(status).toBe('ready');
    expect(media).not.toHaveProperty('posterKey');
    expect(media).not.toHaveProperty('storyboardKey');
  });

  test('ten concurrent events leave one poster', async () => {
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    await Promise.all(Array.from({ length: 10 }, () => track('COMPLETE')));
    expect(bed.aws.objects.keys('media', 'p/')).toEqual([(await now()).media?.posterKey]);
    expect(bed.counts.get('VideoReady')).toBe(1);
    expect(bed.published).toHaveLength(1);
  });

  test('the poster stays where the answer to writing it down was lost', async () => {
    await bed.close();
    bed = await startTestBed((catalog) => ({
      ...catalog,
      async markReady(ref, event) {
        // The SDK repeats a request that it has no answer to: the second finds it done.
        await catalog.markReady(ref, event);
        return catalog.markReady(ref, event);
      },
    }));
    await submitVideo();
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    await track('COMPLETE');
    const { posterKey } = (await now()).media ?? {};
    expect(bed.aws.objects.keys('media', 'p/')).toEqual([posterKey]);
    expect(bed.aws.objects.keys('media', `v/${video.id}/poster/`)).toEqual([]);
  });

  test('a failing S3 leaves it to the next delivery', async () => {
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    const error = new Error('slow down');
    bed.aws.failNext('CopyObject', error);
    await expect(track('COMPLETE')).rejects.toBe(error);
    expect((await now()).status).toBe('processing');
    await track('COMPLETE');
    expect((await now()).status).toBe('ready');
  });
});

describe('when it ends otherwise', () => {
  test('an error is reported without the addresses of our buckets', async () => {
    await track('ERROR', {
      errorCode: 1040,
      errorMessage:
        'Demuxer: [ReadPacketData File read failed] s3://tidecast-source/u/1/2/source is cut. Try arn:aws:iam::1:role/x',
    });
    const { status, error } = await now();
    expect(status).toBe('failed');
    expect(error).toMatchObject({ code: 'encoder_error', retryable: true });
    expect(error?.message).toContain('the file is cut');
    expect(error?.message).toContain('1040');
    expect(error?.message).not.toMatch(/s3:|arn:/);
  });

  test('the notification blames the service and contains no private title', async () => {
    await bed.catalog.edit(video.id, { visibility: 'private' });
    await track('ERROR');
    await track('ERROR');
    const { error, version } = await now();
    expect(bed.published).toEqual([
      {
        kind: 'video-failed',
        id: `video-failed/${video.id}/${version}`,
        videoId: video.id,
        attempt: 1,
        fault: 'service',
        reason: error,
      },
    ]);
    expect(notificationSchema.parse(bed.published[0])).toEqual(bed.published[0]);
  });

  test('an error without words has ours', async () => {
    await track('ERROR');
    expect((await now()).error?.message).toMatch(/could not finish/);
  });

  test('canceled by somebody, it can be tried again', async () => {
    await track('CANCELED');
    expect((await now()).error).toMatchObject({ code: 'canceled', retryable: true });
  });
});

describe('a video that is being deleted', () => {
  test.each(['CANCELED', 'COMPLETE', 'ERROR'])('is gone with %s', async (status) => {
    await bed.catalog.markDeleting(video.id);
    writeEncoderOutput(bed.aws.objects, video.id, 19);
    await track(status);
    expect(await bed.catalog.get(video.id)).toBeUndefined();
    expect(bed.aws.objects.keys('media')).toEqual([]);
    expect(bed.aws.objects.keys('source')).toEqual([]);
    expect(bed.counts.get('VideoPurged')).toBe(1);
  });

  test.each(['deleting', 'gone'])(
    'is %s before its outcome is written: nothing stays',
    async (end) => {
      await bed.close();
      bed = await startTestBed((catalog) => ({
        ...catalog,
        async markReady(ref, event) {
          await catalog.markDeleting(ref.videoId);
          if (end === 'gone') await catalog.remove(ref.videoId);
          return catalog.markReady(ref, event);
        },
      }));
      await submitVideo();
      writeEncoderOutput(bed.aws.objects, video.id, 19);
      await track('COMPLETE');
      expect(await bed.catalog.get(video.id)).toBeUndefined();
      expect(bed.aws.objects.keys('media')).toEqual([]);
    },
  );

  test('waits while its job goes on', async () => {
    await bed.catalog.markDeleting(video.id);
    await track('STATUS_UPDATE', { jobProgress: { jobPercentComplete: 50 } });
    expect((await now()).status).toBe('deleting');
  });
});
