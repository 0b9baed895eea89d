import type { S3Client } from '@aws-sdk/client-s3';
import { deleteObjects } from '@tidecast/media/delete-objects';
import { type ListedObject, listObjects } from '@tidecast/media/list-objects';
import { makePoster } from '@tidecast/media/poster';
import { deleteMedia } from '@tidecast/media/purge-video';
import { readText } from '@tidecast/media/read-text';
import { writeStoryboard } from '@tidecast/media/storyboard';
import { posterCandidatesKey } from '@tidecast/platform/storage/bucket-layout';
import type { Outputs } from '../outcome/outputs.ts';

/** The outputs of jobs in the media bucket. */
export function createS3Outputs(s3: S3Client, bucket: string): Outputs {
  return {
    read: (key) => readText(s3, bucket, key),

    async makePoster(videoId) {
      const objects: ListedObject[] = [];
      for await (const object of listObjects(s3, bucket, posterCandidatesKey(videoId)))
        objects.push(object);
      const key = await makePoster(s3, bucket, videoId, { bucket, objects });
      if (key === undefined) return undefined;
      const candidates = objects.map((object) => object.key);
      return {
        key,
        keep: () => deleteObjects(s3, bucket, candidates),
        discard: () => deleteObjects(s3, bucket, [key]),
      };
    },

    writeStoryboard: (videoId, timing) => writeStoryboard(s3, bucket, videoId, timing),

    async remove(videoId) {
      await deleteMedia(s3, bucket, videoId);
    },
  };
}
