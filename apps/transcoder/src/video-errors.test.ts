import { BadRequestException, type Job } from '@aws-sdk/client-mediaconvert';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Video } from '@tidecast/catalog/video';
import { type VideoErrorCode, videoErrors } from '@tidecast/contract/video-errors';
import { unfinishedUploadDays } from '@tidecast/platform/storage/uploads';
import { jobEvent, probeOf, writeEncoderOutput } from '../test/encoder-output.ts';
import { startTestBed, type TestBed } from '../test/test-bed.ts';

let bed: TestBed;
beforeEach(async () => {
  bed = await startTestBed();
});
afterEach(() => bed.close());

const day = 86_400_000;
const refusal = new BadRequestException({ message: 'No.', $metadata: {} });

/** A file that is uploaded and told of; what MediaConvert finds in it is `probe`. */
async function submitted(probe?: ReturnType<typeof probeOf>): Promise<Video> {
  const video = await bed.upload();
  if (probe) bed.aws.encoder.probes.set(`s3://source/${video.source.key}`, probe);
  await bed.submit(bed.objectCreated(video));
  return video;
}

async function jobOf(video: Video): Promise<Job> {
  const [job] = bed.jobsOf(video.id);
  if (!job) throw new Error('no job was made');
  return job;
}

async function ended(status: string, seconds?: number): Promise<Video> {
  const video = await submitted();
  if (seconds !== undefined) writeEncoderOutput(bed.aws.objects, video.id, seconds);
  await bed.track(jobEvent(await jobOf(video), status, bed.now() + 1));
  return video;
}

/** Each reason's own cause, by what reaches the functions. */
const causes: Readonly<Record<VideoErrorCode, () => Promise<Video>>> = {
  async empty_file() {
    const video = await bed.upload({ body: '' });
    await bed.submit(bed.objectCreated(video));
    return video;
  },
  unreadable() {
    bed.aws.failNext('Probe', refusal);
    return submitted();
  },
  no_video() {
    const probe = probeOf(20);
    probe.Container.Tracks.shift();
    return submitted(probe);
  },
  too_small: () => submitted(probeOf(20, { width: 8, height: 8 })),
  too_long: () => submitted(probeOf(4 * 3600 + 1)),
  truncated: () => ended('COMPLETE', 10),
  async daily_minutes() {
    const upload = () => bed.upload({ seconds: 4 * 3600, ownerId: 'busy' });
    for (let n = 0; n < 2; n += 1) await bed.submit(bed.objectCreated(await upload()));
    const third = await upload();
    await bed.submit(bed.objectCreated(third));
    return third;
  },
  encoder_error: () => ended('ERROR'),
  canceled: () => ended('CANCELED'),
  async job_lost() {
    const video = await submitted();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      bed.aws.encoder.forget((await bed.video(video.id)).encode.jobId ?? '');
      bed.advance(11 * 60_000);
      await bed.reconcile();
    }
    return video;
  },
  source_missing() {
    bed.aws.beforeNext('Probe', () => {
      bed.aws.objects.objects.clear();
      throw refusal;
    });
    return submitted();
  },
  async upload_expired() {
    const video = await bed.upload();
    bed.aws.objects.objects.clear();
    bed.advance(7 * day + 60_000);
    await bed.reconcile();
    return video;
  },
};

test.each(Object.keys(causes) as VideoErrorCode[])('%s is said by its own cause', async (code) => {
  const { id } = await causes[code]();
  const { status, error } = await bed.video(id);
  expect([status, error?.code]).toEqual(['failed', code]);
  expect(error?.retryable).toBe(videoErrors[code].retryable);
  expect(error?.message).toMatch(/^[A-Z].*\.$/);
});

test('who is told that an upload was given up is told after how long', () => {
  expect(videoErrors.upload_expired.message).toContain(` ${unfinishedUploadDays} days.`);
});
