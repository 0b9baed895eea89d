import type { S3Client } from '@aws-sdk/client-s3';
import { deleteObjects } from '@tidecast/media/delete-objects';
import { headObject } from '@tidecast/media/head-object';
import type { Uploads } from '../uploads.ts';

/** The uploaded files in the source bucket. */
export function createS3Uploads(s3: S3Client, bucket: string): Uploads {
  return {
    find: (key) => headObject(s3, bucket, key),
    remove: (key) => deleteObjects(s3, bucket, [key]),
  };
}
