import type { Video } from '@tidecast/catalog/video';
import type { EncodeRef } from '@tidecast/catalog/video-catalog';
import { videoError } from '@tidecast/catalog/video-errors';
import type { PlayableSource } from '@tidecast/encoding/source';
import type { SubmissionDependencies } from '../dependencies.ts';
import { type EncodeJob, JobRefusedError } from '../encoder.ts';
import { failVideo } from '../fail-video.ts';
import { readJobMetadata } from '../job-metadata.ts';
import { assessUpload } from './assess-upload.ts';

/**
 * How long one submitter alone may create a video's job, in seconds. Longer than the submit function
 * may run, and than a probe with all its retries.
 */
const leaseSeconds = 120;
/** How long CreateJob may take with the SDK's retries; it is not called with less lease left. */
const createJobSeconds = 40;
/**
 * MediaConvert remembers a ClientRequestToken for a minute (API reference, CreateJob). A video
 * that has waited longer may have a job that was never recorded.
 */
const tokenSeconds = 60;

/** Result of a submission. `held`: another invocation is submitting the video; retry later. */
export type Submission = 'submitted' | 'failed' | 'ignored' | 'held';

/** Creates the one job of a queued video's current attempt. */
export function createSubmitVideo(dependencies: SubmissionDependencies) {
  const { catalog, clearOutputs, config, encoder, telemetry, now } = dependencies;

  /** @throws the error that prevented the job from being created, after releasing the lease */
  return async function submitVideo(queued: Video): Promise<Submission> {
    const ref = { videoId: queued.id, attempt: queued.encode.attempt };
    const lease = await catalog.leaseEncode(ref, leaseSeconds);
    if (!lease.applied) return whoHolds(lease.video, ref);
    const leaseUntil = lease.video.encode.leaseUntil ?? '';
    try {
      const hadLease = queued.encode.leaseUntil !== undefined;
      return await submitLeased(lease.video, ref, leaseUntil, hadLease);
    } catch (error) {
      await giveBack(ref, leaseUntil);
      throw error;
    }
  };

  /** Without it the lease just expires later, so a failure must not hide the first error. */
  async function giveBack(ref: EncodeRef, leaseUntil: string): Promise<void> {
    try {
      await catalog.releaseEncode(ref, leaseUntil);
    } catch (error) {
      telemetry.error('failed to release lease', error, { ...ref });
    }
  }

  function whoHolds(video: Video | undefined, ref: EncodeRef): Submission {
    const waits = video?.status === 'queued' && video.encode.attempt === ref.attempt;
    telemetry.count(waits ? 'LeaseHeld' : 'EventIgnored');
    return waits ? 'held' : 'ignored';
  }

  async function submitLeased(
    video: Video,
    ref: EncodeRef,
    leaseUntil: string,
    hadLease: boolean,
  ): Promise<Submission> {
    const queuedAt = new Date(video.movedAt);
    if (hadLease || now().getTime() - queuedAt.getTime() > tokenSeconds * 1000) {
      const job = await encoder.find(ref, queuedAt);
      if (job) return adopt(ref, job);
    }

    const { source, error } = await assessUpload(dependencies, video);
    if (error) return fail(ref, error);
    const spent = await catalog.spendEncodeMinutes(
      { ownerId: video.ownerId, ...ref },
      Math.ceil(source.duration / 60),
      config.dailyEncodeMinutes,
    );
    if (!spent) return fail(ref, videoError('daily_minutes'));
    // An earlier attempt's playlist would pass for this one's: the page would call it playable.
    if (ref.attempt > 1) await clearOutputs(video.id);

    const remaining = Date.parse(leaseUntil) - now().getTime();
    if (remaining < createJobSeconds * 1000)
      throw new Error(
        `the lease on video ${video.id} would expire before its job could be created`,
      );
    return create(ref, video, source);
  }

  async function create(ref: EncodeRef, video: Video, source: PlayableSource): Promise<Submission> {
    const queuedAt = new Date(video.movedAt);
    try {
      const jobId = await encoder.create({ ref, source, sourceKey: video.source.key, queuedAt });
      telemetry.count('JobSubmitted');
      return await record(ref, jobId, source.duration);
    } catch (error) {
      if (!(error instanceof JobRefusedError)) throw error;
      // Retrying the same settings would fail again; an operator has to look.
      telemetry.error('MediaConvert rejected the job settings', error, { ...ref });
      return fail(ref, videoError('encoder_error'));
    }
  }

  async function adopt(ref: EncodeRef, job: EncodeJob): Promise<Submission> {
    telemetry.count('JobAdopted');
    return record(ref, job.id, readJobMetadata(job.metadata)?.sourceDuration ?? 0);
  }

  async function record(
    ref: EncodeRef,
    jobId: string,
    sourceDuration: number,
  ): Promise<Submission> {
    const { applied, video } = await catalog.markSubmitted(ref, { jobId, sourceDuration });
    telemetry.info('job submitted', { ...ref, jobId });
    if (applied || video?.encode.jobId === jobId) return 'submitted';
    // The video was deleted or retried in the meantime, so this job is no longer needed.
    await encoder.cancel(jobId);
    return 'ignored';
  }

  async function fail(ref: EncodeRef, error: Parameters<typeof failVideo>[2]): Promise<Submission> {
    await failVideo(dependencies, ref, error);
    return 'failed';
  }
}
