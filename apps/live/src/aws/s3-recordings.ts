import type { S3Client } from '@aws-sdk/client-s3';
import { deletePrefix } from '@tidecast/media/delete-objects';
import { listObjects } from '@tidecast/media/list-objects';
import { readText } from '@tidecast/media/read-text';
import type { Recordings } from '../recording/recordings.ts';

/** The recordings bucket. */
export function createS3Recordings(s3: S3Client, bucket: string): Recordings {
  return {
    list: (prefix) => listObjects(s3, bucket, prefix),

    read: (key) => readText(s3, bucket, key),

    async remove(prefix) {
      await deletePrefix(s3, bucket, prefix);
    },
  };
}
