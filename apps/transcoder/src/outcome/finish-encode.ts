import type { VideoError, VideoMedia } from '@tidecast/catalog/video';
import { videoError } from '@tidecast/catalog/video-errors';
import { planStoryboard } from '@tidecast/encoding/captures';
import { assessOutput } from '@tidecast/encoding/refusal';
import { readSegments, readVariants, totalDuration } from '@tidecast/hls/read-playlist';
import { hlsKey } from '@tidecast/platform/storage/bucket-layout';
import type { Outputs, Poster } from './outputs.ts';

export type FinishedEncode =
  | { readonly media: VideoMedia; readonly poster?: Poster; readonly error?: never }
  | { readonly error: VideoError; readonly media?: never };

/**
 * Builds the video's media from what a complete job left in the bucket. The playlists are what
 * viewers get, so they are trusted over anything an event or GetJob says.
 *
 * @param sourceDuration - the probed duration of the source in seconds, if known
 * @returns the media, or why it is unusable: missing or cut short
 */
export async function finishEncode(
  outputs: Outputs,
  videoId: string,
  sourceDuration: number | undefined,
): Promise<FinishedEncode> {
  const key = hlsKey(videoId);
  const [largest, ...others] = readVariants((await outputs.read(key)) ?? '');
  const mediaPlaylist = largest && (await outputs.read(siblingKey(key, largest.uri)));
  if (!largest || mediaPlaylist === undefined) return { error: videoError('encoder_error') };

  const duration = totalDuration(readSegments(mediaPlaylist));
  const cutShort = assessOutput(sourceDuration ?? duration, duration);
  if (cutShort) return { error: cutShort };

  const { width, height } = largest;
  // Use the duration that the captures were planned with: the encode may be a little shorter.
  const { intervalMs } = planStoryboard({
    duration: sourceDuration ?? duration,
    video: { width, height, dynamicRange: 'sdr' },
  });
  const storyboardKey = await outputs.writeStoryboard(videoId, { intervalMs, duration });
  const poster = await outputs.makePoster(videoId);
  const media: VideoMedia = {
    duration,
    width,
    height,
    renditions: [largest, ...others].map(({ uri: _, ...rendition }) => rendition),
    hlsKey: key,
    ...(storyboardKey !== undefined && { storyboardKey }),
    ...(poster && { posterKey: poster.key }),
  };
  return { media, ...(poster && { poster }) };
}

function siblingKey(key: string, uri: string): string {
  return `${key.slice(0, key.lastIndexOf('/') + 1)}${uri}`;
}
