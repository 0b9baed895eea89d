import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { captureName } from '@tidecast/encoding/captures';
import { storyboardCues, storyboardVtt } from '@tidecast/encoding/storyboard';
import { storyboardFramesKey, storyboardKey } from '@tidecast/platform/bucket-layout';
import { sidecarCacheControl } from '@tidecast/platform/delivery';
import { recordingThumbnails } from '@tidecast/platform/live-pipeline';

/** A thumbnail of a recording and the frame of the storyboard that it becomes. */
export interface StoryboardFrame {
  readonly from: string;
  readonly to: string;
  /** How many intervals after the recording's start it was taken. */
  readonly number: number;
}

/** IVS counts thumbnails from 0 (IVS User Guide, "Auto-Record to Amazon S3"). */
const thumbnailName = /\/thumb(\d+)\.jpg$/;

/** @param keys - of what lies beside the recording's thumbnails; in any order */
export function storyboardFrames(videoId: string, keys: readonly string[]): StoryboardFrame[] {
  const base = storyboardFramesKey(videoId);
  return keys
    .flatMap((from) => {
      const [, digits] = thumbnailName.exec(from) ?? [];
      const number = Number(digits);
      return digits === undefined ? [] : [{ from, to: captureName(base, number), number }];
    })
    .toSorted((one, other) => one.number - other.number);
}

/**
 * Writes the WebVTT index of frames that are there already. Writing it again changes nothing.
 *
 * @param duration - of the video, in seconds
 * @returns its key; undefined where nothing was photographed
 */
export async function writeStoryboard(
  s3: S3Client,
  bucket: string,
  video: {
    readonly videoId: string;
    readonly frames: readonly StoryboardFrame[];
    readonly duration: number;
  },
): Promise<string | undefined> {
  const { videoId, frames, duration } = video;
  if (frames.length === 0) return undefined;
  const cues = storyboardCues(everyInterval(frames), {
    intervalMs: recordingThumbnails.targetIntervalSeconds * 1000,
    duration,
  });
  const Key = storyboardKey(videoId);
  await s3.send(
    new PutObjectCommand({
      Bucket: bucket,
      Key,
      Body: storyboardVtt(cues),
      ContentType: 'text/vtt; charset=utf-8',
      CacheControl: sidecarCacheControl,
    }),
  );
  return Key;
}

/** Names of the pictures of all intervals: where one was not taken, the one before it stands. */
function everyInterval(frames: readonly StoryboardFrame[]): string[] {
  const [first] = frames;
  const names: string[] = [];
  let shown = first && nameOf(first);
  for (const frame of frames) {
    while (shown !== undefined && names.length < frame.number) names.push(shown);
    shown = nameOf(frame);
    names.push(shown);
  }
  return names;
}

function nameOf({ to }: StoryboardFrame): string {
  return to.slice(to.lastIndexOf('/') + 1);
}
