import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { readText } from '@tidecast/media/read-text';
import { sidecarCacheControl } from '@tidecast/platform/delivery/behaviours';
import { mediaContentTypes } from '@tidecast/platform/delivery/content-types';
import type { CaptionStore } from '../features/captions/service.ts';

/** Caption files in the media bucket, which the edge delivers. */
export function createS3Captions(s3: S3Client, bucket: string): CaptionStore {
  return {
    async put(key, webvtt) {
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: key,
          Body: webvtt,
          ContentType: mediaContentTypes.vtt,
          CacheControl: sidecarCacheControl,
        }),
      );
    },
    get: (key) => readText(s3, bucket, key),
    async remove(key) {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
  };
}
