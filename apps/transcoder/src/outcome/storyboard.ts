import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { planStoryboard } from '@tidecast/encoding/captures';
import { storyboardCues, storyboardVtt } from '@tidecast/encoding/storyboard';
import { listObjects } from '@tidecast/media/list-objects';
import { storyboardFramesKey, storyboardKey } from '@tidecast/platform/bucket-layout';
import { sidecarCacheControl } from '@tidecast/platform/delivery';

export interface StoryboardInput {
  readonly videoId: string;
  readonly width: number;
  readonly height: number;
  /** Seconds that the source was said to last: what the captures were planned by. */
  readonly plannedDuration: number;
  /** Seconds that the encode lasts. */
  readonly duration: number;
}

/**
 * Writes the WebVTT index of the storyboard's frames. Writing it again changes nothing.
 *
 * @returns its key; undefined when the encoder captured no frame
 */
export async function writeStoryboard(
  s3: S3Client,
  bucket: string,
  input: StoryboardInput,
): Promise<string | undefined> {
  const { videoId, width, height, plannedDuration, duration } = input;
  const frames: string[] = [];
  for await (const { key } of listObjects(s3, bucket, storyboardFramesKey(videoId)))
    frames.push(key.slice(key.lastIndexOf('/') + 1));
  if (frames.length === 0) return undefined;
  const { intervalMs } = planStoryboard({
    duration: plannedDuration,
    video: { width, height, dynamicRange: 'sdr' },
  });
  const Key = storyboardKey(videoId);
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key,
      Body: storyboardVtt(storyboardCues(frames, { intervalMs, duration })),
      ContentType: 'text/vtt; charset=utf-8',
      CacheControl: sidecarCacheControl,
    }),
  );
  return Key;
}
