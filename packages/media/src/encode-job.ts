import {
  CancelJobCommand,
  ConflictException,
  GetJobCommand,
  type Job,
  type MediaConvertClient,
  NotFoundException,
  paginateListJobs,
} from '@aws-sdk/client-mediaconvert';

/** How far AWS's clock and ours may differ, in milliseconds. */
const clockTolerance = 5 * 60 * 1000;
/** MediaConvert's largest page (API reference, ListJobs). */
const pageSize = 20;

/** A job by its id; undefined when MediaConvert does not know it (it keeps jobs for 90 days). */
export async function getJob(
  mediaconvert: MediaConvertClient,
  jobId: string,
): Promise<Job | undefined> {
  try {
    return (await mediaconvert.send(new GetJobCommand({ Id: jobId }))).Job;
  } catch (error) {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  }
}

/**
 * The job of an attempt whose creator crashed before recording it. Looks through the newest
 * jobs of the queue back to `since`, by the metadata every job carries.
 */
export async function findJob(
  mediaconvert: MediaConvertClient,
  ref: { readonly queueArn: string; readonly videoId: string; readonly attempt: number },
  since: Date,
): Promise<Job | undefined> {
  const oldest = since.getTime() - clockTolerance;
  const pages = paginateListJobs(
    { client: mediaconvert, pageSize },
    { Queue: ref.queueArn, Order: 'DESCENDING' },
  );
  for await (const { Jobs } of pages) {
    for (const job of Jobs ?? []) {
      const { videoId, attempt } = job.UserMetadata ?? {};
      if (videoId === ref.videoId && attempt === String(ref.attempt)) return job;
    }
    const last = Jobs?.at(-1)?.CreatedAt;
    if (last && last.getTime() < oldest) return undefined;
  }
  return undefined;
}

/** Whether a job has ended and will write nothing more. */
export function hasEnded({ Status }: Job): boolean {
  return Status === 'COMPLETE' || Status === 'CANCELED' || Status === 'ERROR';
}

/**
 * Cancels a job. One that is gone, or that has just ended, counts as canceled.
 *
 * @returns whether it has ended by now; otherwise its CANCELED event is still to come
 */
export async function cancelJob(mediaconvert: MediaConvertClient, jobId: string): Promise<boolean> {
  const job = await getJob(mediaconvert, jobId);
  if (!job || hasEnded(job)) return true;
  try {
    await mediaconvert.send(new CancelJobCommand({ Id: jobId }));
  } catch (error) {
    if (!(error instanceof NotFoundException || error instanceof ConflictException)) throw error;
  }
  const after = await getJob(mediaconvert, jobId);
  return !after || hasEnded(after);
}
