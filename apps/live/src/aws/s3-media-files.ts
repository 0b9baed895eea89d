import type { S3Client } from '@aws-sdk/client-s3';
import { deletePrefix } from '@tidecast/media/delete-objects';
import { listObjects } from '@tidecast/media/list-objects';
import { makePoster } from '@tidecast/media/poster';
import { writeStoryboard } from '@tidecast/media/storyboard';
import type { LiveConfig } from '../config.ts';
import type { MediaFiles } from '../recording/media-files.ts';
import { copyObjects } from './copy-objects.ts';

/** Copies of S3 under way at the same time: far below the 3,500 a second that a prefix takes. */
const copiesAtOnce = 32;

/** The media bucket, and copies to it from the recordings bucket. */
export function createS3MediaFiles(
  s3: S3Client,
  { recordings: sourceBucket, media: targetBucket }: LiveConfig['buckets'],
): MediaFiles {
  return {
    list: (prefix) => listObjects(s3, targetBucket, prefix),
    copy: (copies, hasTime) =>
      copyObjects(s3, { sourceBucket, targetBucket, copies, hasTime, atOnce: copiesAtOnce }),
    makePoster: (videoId, objects) =>
      makePoster(s3, targetBucket, videoId, { bucket: sourceBucket, objects }),
    writeStoryboard: (videoId, timing) => writeStoryboard(s3, targetBucket, videoId, timing),

    async remove(prefix) {
      await deletePrefix(s3, targetBucket, prefix);
    },
  };
}
