import { DeleteObjectsCommand, type S3Client } from '@aws-sdk/client-s3';
import { listObjects } from './list-objects.ts';

/** Most keys of one DeleteObjects (S3 API reference). */
const batchSize = 1_000;

/**
 * Deletes objects by key; one that is not there counts as deleted.
 *
 * @throws Error naming the first object that S3 would not delete
 */
export async function deleteObjects(
  s3: S3Client,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  for (let start = 0; start < keys.length; start += batchSize) {
    const batch = keys.slice(start, start + batchSize);
    const { Errors } = await s3.send(
      new DeleteObjectsCommand({
        Bucket: bucket,
        Delete: { Objects: batch.map((Key) => ({ Key })), Quiet: true },
      }),
    );
    const [first] = Errors ?? [];
    if (first)
      throw new Error(
        `S3 did not delete ${Errors?.length} of ${batch.length} objects of ${bucket}, ` +
          `the first ${first.Key}: ${first.Code} ${first.Message}`,
      );
  }
}

/** Deletes everything under a prefix and returns the number of objects. */
export async function deletePrefix(s3: S3Client, bucket: string, prefix: string): Promise<number> {
  const keys: string[] = [];
  for await (const { key } of listObjects(s3, bucket, prefix)) keys.push(key);
  await deleteObjects(s3, bucket, keys);
  return keys.length;
}
