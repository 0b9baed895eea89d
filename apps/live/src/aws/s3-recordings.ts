import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { deletePrefix } from '@tidecast/media/delete-objects';
import { listObjects } from '@tidecast/media/list-objects';
import type { Recordings } from '../recording/recordings.ts';

/** The recordings bucket. */
export function createS3Recordings(s3: S3Client, bucket: string): Recordings {
  return {
    list: (prefix) => listObjects(s3, bucket, prefix),

    async read(key) {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },

    async remove(prefix) {
      await deletePrefix(s3, bucket, prefix);
    },
  };
}
