import { CopyObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { deleteObjects } from '@tidecast/media/delete-objects';
import { newPosterKey } from '@tidecast/media/keys';
import { listObjects } from '@tidecast/media/list-objects';
import { posterCandidatesKey } from '@tidecast/platform/bucket-layout';
import { immutableCacheControl } from '@tidecast/platform/delivery';

export interface Poster {
  readonly key: string;
  /** Takes the pictures that were not chosen away, once the video bears this one. */
  keep(): Promise<void>;
  /** Takes the poster itself away: another event's poster is the video's. */
  discard(): Promise<void>;
}

/**
 * Copies the best picture the encoder captured to a new secret key.
 *
 * The largest JPEG is the one with the most in it: black frames and fades compress to nothing.
 *
 * @returns undefined when the encoder captured none
 */
export async function choosePoster(
  s3: S3Client,
  bucket: string,
  videoId: string,
): Promise<Poster | undefined> {
  const candidates: { readonly key: string; readonly size: number }[] = [];
  for await (const object of listObjects(s3, bucket, posterCandidatesKey(videoId)))
    candidates.push(object);
  const [best] = candidates.toSorted((one, other) => other.size - one.size);
  if (!best) return undefined;
  const key = newPosterKey(videoId);
  await s3.send(
    new CopyObjectCommand({
      Bucket: bucket,
      Key: key,
      CopySource: `${bucket}/${best.key}`,
      MetadataDirective: 'REPLACE',
      ContentType: 'image/jpeg',
      CacheControl: immutableCacheControl,
    }),
  );
  return {
    key,
    keep: () =>
      deleteObjects(
        s3,
        bucket,
        candidates.map((candidate) => candidate.key),
      ),
    discard: () => deleteObjects(s3, bucket, [key]),
  };
}
