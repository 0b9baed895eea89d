/** Reads HLS playlists (RFC 8216) written by MediaConvert, IVS or ffmpeg. */
import { parse, setOptions } from 'hls-parser';

// Real playlists leave out things the RFC demands; players do not mind, and the library would only
// log it.
setOptions({ silent: true });

/** A rendition as a multivariant playlist lists it. */
export interface Variant {
  /** Relative to the multivariant playlist. */
  readonly uri: string;
  /** In pixels, as is `height`. */
  readonly width: number;
  readonly height: number;
  /** Rung of the ladder: 720 for 720p. */
  readonly rung: number;
  /** The measured average if given, otherwise the peak; bits per second. */
  readonly bitrate: number;
}

/** A segment as a media playlist lists it. */
export interface Segment {
  /** Relative to the media playlist. */
  readonly uri: string;
  /** Seconds. */
  readonly duration: number;
  /**
   * When its first picture was taken, in Unix milliseconds; absent if the playlist does not say.
   */
  readonly shownAt?: number;
}

/**
 * The renditions of a multivariant playlist that have a picture, largest first.
 *
 * @returns empty for anything else, such as a playlist cut short or a page of HTML
 */
export function readVariants(text: string): Variant[] {
  const playlist = read(text);
  if (!playlist?.isMasterPlaylist) return [];
  return playlist.variants
    .flatMap(({ uri, resolution, averageBandwidth, bandwidth }) => {
      const { width = 0, height = 0 } = resolution ?? {};
      if (!uri || width === 0 || height === 0) return [];
      const bitrate = averageBandwidth ?? bandwidth ?? 0;
      return [{ uri, width, height, rung: rungOf(uri, width, height), bitrate }];
    })
    .sort((one, other) => other.rung - one.rung || other.bitrate - one.bitrate);
}

/** The segments of a media playlist, in order; empty for anything else. */
export function readSegments(text: string): Segment[] {
  const playlist = read(text);
  if (!playlist || playlist.isMasterPlaylist) return [];
  return playlist.segments.flatMap(({ uri, duration, programDateTime }) => {
    if (!uri) return [];
    const shownAt = programDateTime?.getTime() ?? Number.NaN;
    return [{ uri, duration, ...(!Number.isNaN(shownAt) && { shownAt }) }];
  });
}

/** Total duration of segments in seconds, to the millisecond. */
export function totalDuration(segments: readonly Pick<Segment, 'duration'>[]): number {
  const seconds = segments.reduce((sum, { duration }) => sum + duration, 0);
  return Math.round(seconds * 1000) / 1000;
}

function read(text: string) {
  try {
    return parse(text);
  } catch {
    // The library throws on text that is not a playlist.
    return undefined;
  }
}

/**
 * Our jobs name playlists after their rung, such as `index_720p.m3u8`, because a wide film's 1080p
 * may be 804 pixels high. Without such a name, the shorter side is the rung.
 */
function rungOf(uri: string, width: number, height: number): number {
  const named = /_(\d+)p\.m3u8$/.exec(uri)?.[1];
  return named === undefined ? Math.min(width, height) : Number(named);
}
