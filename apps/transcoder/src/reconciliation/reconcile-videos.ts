import type { PendingStatus, Video } from '@tidecast/catalog/video';
import { videoError } from '@tidecast/catalog/video-errors';
import { unfinishedUploadDays } from '@tidecast/platform/storage/uploads';
import type { ReconcileDependencies } from '../dependencies.ts';
import { failVideo } from '../fail-video.ts';
import { reportFromJob } from '../outcome/job-report.ts';
import { createSettleJob } from '../outcome/settle-job.ts';
import { createPurge } from '../purge.ts';
import { createSubmitVideo } from '../submission/submit-video.ts';

const minute = 60 * 1000;
const hour = 60 * minute;

/** A video that has not moved for this long is checked, in milliseconds. */
const staleAfter = 10 * minute;
/** Unfinished uploads are aborted after this time; until then S3 keeps (and bills) their parts. */
const uploadExpiresAfter = unfinishedUploadDays * 24 * hour;
/** A video that could not be submitted for this long is given up. */
const queueExpiresAfter = 24 * hour;
/** Attempts after which a job that MediaConvert does not know is no longer an accident. */
const maxAttempts = 3;
const pageSize = 25;

/**
 * What costs storage and money comes first: when time runs out, the rest waits for the next run.
 */
const order: readonly PendingStatus[] = ['deleting', 'processing', 'queued', 'uploading'];

export interface ReconcileReport {
  /** Stale videos checked. */
  readonly looked: number;
  /** How many of these could not be settled this time. */
  readonly failed: number;
  /** Whether there was time for all. */
  readonly finished: boolean;
}

/**
 * Settles every video that has not moved for ten minutes by asking S3 and MediaConvert for the
 * truth: events may be lost, and a function may die between two writes.
 */
export function createReconcile(dependencies: ReconcileDependencies) {
  const { abortUploads, catalog, encoder, uploads, telemetry, now } = dependencies;
  const submitVideo = createSubmitVideo(dependencies);
  const settleJob = createSettleJob(dependencies);
  const purge = createPurge(dependencies);

  const settle: Readonly<Record<PendingStatus, (video: Video) => Promise<unknown>>> = {
    uploading: settleUpload,
    queued: settleQueued,
    processing: settleProcessing,
    deleting: (video) => purge(video),
  };

  /** @param hasTime - called before each video; false ends the run */
  return async function reconcile(hasTime: () => boolean): Promise<ReconcileReport> {
    let looked = 0;
    let failed = 0;
    const before = new Date(now().getTime() - staleAfter);
    for (const status of order) {
      for await (const video of stale(status, before)) {
        if (!hasTime()) return { looked, failed, finished: false };
        looked += 1;
        if (!(await settled(video, status))) failed += 1;
      }
    }
    return { looked, failed, finished: true };
  };

  async function* stale(status: PendingStatus, before: Date): AsyncGenerator<Video> {
    let cursor: string | undefined;
    do {
      const page = await catalog.listStale(status, before, {
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
      yield* page.items;
      cursor = page.nextCursor;
    } while (cursor !== undefined);
  }

  /** A failure for one video must not stop the others from being settled. */
  async function settled(listed: Video, status: PendingStatus): Promise<boolean> {
    const about = { videoId: listed.id, status };
    try {
      // The index lags behind the table, so decide by the table.
      const video = await catalog.get(listed.id);
      if (video?.status !== status) return true;
      telemetry.count('VideoStale');
      telemetry.info('settling stale video', about);
      await settle[status](video);
      return true;
    } catch (error) {
      telemetry.count('ReconcileFailed');
      telemetry.error('failed to settle video', error, about);
      return false;
    }
  }

  function age(since: string): number {
    return now().getTime() - Date.parse(since);
  }

  async function settleUpload(video: Video): Promise<void> {
    const ref = { videoId: video.id, attempt: video.encode.attempt };
    const object = await uploads.find(video.source.key);
    if (object?.size === 0) {
      await failVideo(dependencies, ref, videoError('empty_file'));
    } else if (object) {
      const outcome = await catalog.markUploaded(video.id, object);
      if (outcome.applied) await submitVideo(outcome.video);
    } else if (age(video.createdAt) > uploadExpiresAfter) {
      // Abort the parts first: a failed video is not reconciled again.
      await abortUploads(video.source.key);
      await failVideo(dependencies, ref, videoError('upload_expired'));
    }
  }

  async function settleQueued(video: Video): Promise<void> {
    if (age(video.movedAt) <= queueExpiresAfter) {
      await submitVideo(video);
      return;
    }
    await failVideo(
      dependencies,
      { videoId: video.id, attempt: video.encode.attempt },
      videoError('job_lost', 'The encoder could not take this video for a whole day. Try again.'),
    );
  }

  async function settleProcessing(video: Video): Promise<void> {
    const ref = { videoId: video.id, attempt: video.encode.attempt };
    const { jobId } = video.encode;
    const job = jobId === undefined ? undefined : await encoder.get(jobId);
    const report = job && reportFromJob(job, now());
    if (report) return settleJob(report);
    if (ref.attempt >= maxAttempts) {
      await failVideo(dependencies, ref, videoError('job_lost'));
      return;
    }
    const outcome = await catalog.requeue(ref);
    if (outcome.applied) await submitVideo(outcome.video);
  }
}
