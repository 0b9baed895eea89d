import { type CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import type { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Video } from '@tidecast/catalog/video';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { feedPaths } from '@tidecast/platform/delivery/api-paths';
import { mediaPath, mediaPrefix } from '@tidecast/platform/storage/bucket-layout';
import { abortUploads } from './abort-uploads.ts';
import { deleteObjects, deletePrefix } from './delete-objects.ts';
import { cancelJob, findJob } from './encode-job.ts';
import { posterPrefix } from './keys.ts';

export interface PurgeDependencies {
  readonly s3: S3Client;
  readonly cloudfront: CloudFrontClient;
  readonly mediaconvert: MediaConvertClient;
  readonly catalog: Pick<VideoCatalog, 'remove'>;
  readonly buckets: { readonly source: string; readonly media: string };
  readonly distributionId: string;
  /** MediaConvert queue that videos are encoded in. */
  readonly queueArn: string;
  /** The clock; the system's by default. */
  readonly now?: () => Date;
}

export interface PurgeOptions {
  /** The caller knows that the current attempt's job has ended, because its event said so. */
  readonly jobEnded?: boolean;
}

export interface PurgeResult {
  /**
   * Whether the video is gone for good. False while its encoder may still write: the video then
   * stays in `deleting`, and the job's last event or the reconciler purges it again.
   */
  readonly removed: boolean;
  /** Unfinished uploads that were aborted. */
  readonly abortedUploads: number;
  /** Objects found in the media bucket and deleted. */
  readonly deletedObjects: number;
}

/**
 * Removes everything of a video in `deleting`: its encode, unfinished uploads, source, renditions,
 * captions, storyboard and poster, cached copies, and last its row. Safe to repeat at any time: it
 * continues where it stopped.
 *
 * @throws RangeError for a video that is not in `deleting`, whose files are still needed
 */
export async function purgeVideo(
  dependencies: PurgeDependencies,
  video: Video,
  options: PurgeOptions = {},
): Promise<PurgeResult> {
  if (video.status !== 'deleting')
    throw new RangeError(`video ${video.id} is ${video.status}: mark it as deleting first`);
  const { s3, buckets, catalog } = dependencies;

  // Stop the encoder first: it would write again what is deleted while it runs.
  const encoderIsDone = options.jobEnded === true || (await stopEncoder(dependencies, video));
  const abortedUploads = await abortUploads(s3, buckets.source, video.source.key);
  await deleteObjects(s3, buckets.source, [video.source.key]);
  const deletedObjects = await deleteMedia(s3, buckets.media, video.id);
  await invalidate(dependencies, video, encoderIsDone ? 'last' : 'first');

  if (encoderIsDone) await catalog.remove(video.id);
  return { removed: encoderIsDone, abortedUploads, deletedObjects };
}

/** Deletes everything of a video that viewers get and returns the number of objects. */
export async function deleteMedia(s3: S3Client, bucket: string, videoId: string): Promise<number> {
  const media = await deletePrefix(s3, bucket, mediaPrefix(videoId));
  return media + (await deletePrefix(s3, bucket, posterPrefix(videoId)));
}

/** Cancels the video's encode job, if any, and returns whether it is known to have ended. */
async function stopEncoder(dependencies: PurgeDependencies, video: Video): Promise<boolean> {
  const { mediaconvert, queueArn, now = () => new Date() } = dependencies;
  const { jobId, leaseUntil, attempt } = video.encode;
  if (jobId !== undefined) return cancelJob(mediaconvert, jobId);
  if (leaseUntil === undefined) return true;
  // An invocation took the lease to create a job, and it is unknown whether it did.
  if (Date.parse(leaseUntil) > now().getTime()) return false;
  const job = await findJob(
    mediaconvert,
    { queueArn, videoId: video.id, attempt },
    new Date(video.createdAt),
  );
  return job?.Id === undefined || cancelJob(mediaconvert, job.Id);
}

/**
 * Drops cached copies. The reference lets a repeated purge reuse the invalidation already paid for;
 * the last purge makes its own, for what the encoder wrote after the first.
 */
async function invalidate(
  { cloudfront, distributionId }: PurgeDependencies,
  video: Video,
  pass: 'first' | 'last',
): Promise<void> {
  const paths = [
    mediaPath(`${mediaPrefix(video.id)}*`),
    mediaPath(`${posterPrefix(video.id)}*`),
    ...(video.publishedAt !== undefined ? [feedPaths] : []),
  ];
  await cloudfront.send(
    new CreateInvalidationCommand({
      DistributionId: distributionId,
      InvalidationBatch: {
        CallerReference: `delete-${video.id}-${pass}`,
        Paths: { Quantity: paths.length, Items: paths },
      },
    }),
  );
}
