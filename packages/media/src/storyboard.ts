import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { captureNumber } from '@tidecast/encoding/captures';
import { storyboardCues, storyboardVtt } from '@tidecast/encoding/storyboard';
import { sidecarCacheControl } from '@tidecast/platform/delivery/behaviours';
import { mediaContentTypes } from '@tidecast/platform/delivery/content-types';
import { storyboardFramesKey, storyboardKey } from '@tidecast/platform/storage/bucket-layout';
import { listObjects } from './list-objects.ts';

export interface StoryboardTiming {
  /** Milliseconds between two frames. */
  readonly intervalMs: number;
  /** Duration of the video in seconds. */
  readonly duration: number;
}

/**
 * Writes the WebVTT index of a video's storyboard frames. It must be written after the frames, so
 * that whoever can read it can read them. Safe to repeat.
 *
 * A frame's number tells its position. A missing frame is replaced by the one before it.
 *
 * @returns its key; undefined when there are no frames
 */
export async function writeStoryboard(
  s3: S3Client,
  mediaBucket: string,
  videoId: string,
  timing: StoryboardTiming,
): Promise<string | undefined> {
  const frames: Frame[] = [];
  for await (const { key } of listObjects(s3, mediaBucket, storyboardFramesKey(videoId))) {
    const number = captureNumber(key);
    if (number !== undefined) frames.push({ name: key.slice(key.lastIndexOf('/') + 1), number });
  }
  if (frames.length === 0) return undefined;
  const Key = storyboardKey(videoId);
  await s3.send(
    new PutObjectCommand({
      Bucket: mediaBucket,
      Key,
      Body: storyboardVtt(storyboardCues(everyInterval(frames), timing)),
      ContentType: mediaContentTypes.vtt,
      CacheControl: sidecarCacheControl,
    }),
  );
  return Key;
}

interface Frame {
  readonly name: string;
  /** The number of intervals after the video's start at which it was taken. */
  readonly number: number;
}

/** Names of the frames of all intervals up to the last one taken. */
function everyInterval(frames: readonly Frame[]): string[] {
  const inOrder = frames.toSorted((one, other) => one.number - other.number);
  const names: string[] = [];
  let shown = inOrder[0]?.name;
  for (const { name, number } of inOrder) {
    while (shown !== undefined && names.length < number) names.push(shown);
    shown = name;
    names.push(shown);
  }
  return names;
}
