import type { S3Client } from '@aws-sdk/client-s3';
import { deletePrefix } from '@tidecast/media/delete-objects';
import {
  hlsDestinationKey,
  posterCandidatesKey,
  storyboardFramesKey,
} from '@tidecast/platform/storage/bucket-layout';

/** Deletes what an earlier attempt's job left in the media bucket. */
export function createClearOutputs(s3: S3Client, bucket: string) {
  return async function clearOutputs(videoId: string): Promise<void> {
    for (const key of [
      hlsDestinationKey(videoId),
      posterCandidatesKey(videoId),
      storyboardFramesKey(videoId),
    ])
      await deletePrefix(s3, bucket, key);
  };
}
