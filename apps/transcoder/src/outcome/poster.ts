import type { S3Client } from '@aws-sdk/client-s3';
import { deleteObjects } from '@tidecast/media/delete-objects';
import { posterCandidatesKey } from '@tidecast/media/keys';
import { type ListedObject, listObjects } from '@tidecast/media/list-objects';
import { makePoster } from '@tidecast/media/poster';

export interface Poster {
  readonly key: string;
  /** Takes the pictures that were not chosen away, once the video bears this one. */
  keep(): Promise<void>;
  /** Takes the poster itself away: another event's poster is the video's. */
  discard(): Promise<void>;
}

/**
 * Makes the best picture the encoder captured the video's poster.
 *
 * @returns undefined when the encoder captured none
 */
export async function choosePoster(
  s3: S3Client,
  bucket: string,
  videoId: string,
): Promise<Poster | undefined> {
  const objects: ListedObject[] = [];
  for await (const object of listObjects(s3, bucket, posterCandidatesKey(videoId)))
    objects.push(object);
  const key = await makePoster(s3, bucket, videoId, { bucket, objects });
  if (key === undefined) return undefined;
  return {
    key,
    keep: () =>
      deleteObjects(
        s3,
        bucket,
        objects.map((object) => object.key),
      ),
    discard: () => deleteObjects(s3, bucket, [key]),
  };
}
