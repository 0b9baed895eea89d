import { type CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import { CopyObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Video } from '@tidecast/catalog/video';
import type { Outcome, VideoCatalog } from '@tidecast/catalog/video-catalog';
import { mediaPath } from '@tidecast/platform/storage/bucket-layout';
import { copySource } from './copy-source.ts';
import { deleteObjects } from './delete-objects.ts';
import { newPosterKey, posterPrefix } from './keys.ts';
import { listObjects } from './list-objects.ts';

export interface ReplacePosterDependencies {
  readonly s3: S3Client;
  readonly cloudfront: CloudFrontClient;
  readonly catalog: Pick<VideoCatalog, 'edit'>;
  readonly mediaBucket: string;
  readonly distributionId: string;
}

/**
 * Gives a video's poster a new secret key and removes the old ones from the bucket and the caches:
 * for a video that became private, whose poster's address others may have kept. A repeated call
 * removes what an earlier, failed call left behind.
 *
 * @returns the video after the change; undefined when it has no poster
 */
export async function replacePoster(
  { s3, cloudfront, catalog, mediaBucket, distributionId }: ReplacePosterDependencies,
  video: Video,
): Promise<Outcome | undefined> {
  const oldKey = video.media?.posterKey;
  if (oldKey === undefined) return undefined;
  // List before the copy: a poster made concurrently may become the video's and must stay.
  const oldKeys: string[] = [];
  for await (const { key } of listObjects(s3, mediaBucket, posterPrefix(video.id)))
    oldKeys.push(key);
  const newKey = newPosterKey(video.id);
  await s3.send(
    new CopyObjectCommand({
      Bucket: mediaBucket,
      Key: newKey,
      CopySource: copySource(mediaBucket, oldKey),
    }),
  );
  const outcome = await catalog.edit(video.id, { posterKey: newKey });
  if (!outcome.applied) {
    await deleteObjects(s3, mediaBucket, [newKey]);
    return outcome;
  }
  await deleteObjects(s3, mediaBucket, oldKeys);
  await cloudfront.send(
    new CreateInvalidationCommand({
      DistributionId: distributionId,
      InvalidationBatch: {
        // The key is random and never reused, so it identifies this invalidation.
        CallerReference: `poster-${newKey}`,
        Paths: { Quantity: 1, Items: [mediaPath(`${posterPrefix(video.id)}*`)] },
      },
    }),
  );
  return outcome;
}
