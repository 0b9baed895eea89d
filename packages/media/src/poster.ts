import { CopyObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { immutableCacheControl } from '@tidecast/platform/delivery/behaviours';
import { mediaContentTypes } from '@tidecast/platform/delivery/content-types';
import { copySource } from './copy-source.ts';
import { newPosterKey } from './keys.ts';
import type { ListedObject } from './list-objects.ts';

/**
 * Copies the best of a video's pictures to a new secret key.
 *
 * The largest JPEG is the one with the most detail: black frames and fades compress to almost
 * nothing.
 *
 * @param from - the bucket that the pictures are in, and its listed objects; anything that is not a
 * picture is skipped
 * @returns the poster's key; undefined when there is no picture
 */
export async function makePoster(
  s3: S3Client,
  mediaBucket: string,
  videoId: string,
  from: { readonly bucket: string; readonly objects: readonly ListedObject[] },
): Promise<string | undefined> {
  const pictures = from.objects.filter(({ key }) => key.endsWith('.jpg'));
  const [best] = pictures.toSorted((one, other) => other.size - one.size);
  if (!best) return undefined;
  const key = newPosterKey(videoId);
  await s3.send(
    new CopyObjectCommand({
      Bucket: mediaBucket,
      Key: key,
      CopySource: copySource(from.bucket, best.key),
      MetadataDirective: 'REPLACE',
      ContentType: mediaContentTypes.jpg,
      CacheControl: immutableCacheControl,
    }),
  );
  return key;
}
