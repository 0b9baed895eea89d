/** Writing HLS playlists (RFC 8216). Durations in seconds, to the microsecond. */
import { stringify, types } from 'hls-parser';

/** The version that allows fractions of a second (RFC 8216, section 7). */
const version = 3;

export interface SegmentEntry {
  /** Relative to the media playlist. */
  readonly uri: string;
  readonly duration: number;
  /** When its first picture was taken, in Unix milliseconds; when absent, no date is written. */
  readonly shownAt?: number;
  /** Its timeline does not continue the one before. */
  readonly discontinuity?: boolean;
}

export interface MediaPlaylist {
  readonly segments: readonly SegmentEntry[];
  /** Largest duration of a segment, rounded. Must not change once a player has read it. */
  readonly targetDuration: number;
  /** Number of the first segment. */
  readonly firstSegment: number;
  /** Whether the playlist is complete. */
  readonly ended: boolean;
}

export interface VariantEntry {
  /** Relative to the multivariant playlist. */
  readonly uri: string;
  readonly width: number;
  readonly height: number;
  /** Peak, in bits per second. */
  readonly bandwidth: number;
  readonly averageBandwidth?: number;
  /** RFC 6381. */
  readonly codecs: readonly string[];
  readonly frameRate: number;
}

/**
 * A media playlist. While it grows, it is an EVENT playlist that asks players to start at the
 * beginning; otherwise they take it for a live stream and start at its end.
 */
export function mediaPlaylist(playlist: MediaPlaylist): string {
  const { segments, targetDuration, firstSegment, ended } = playlist;
  return text(
    new types.MediaPlaylist({
      version,
      independentSegments: true,
      targetDuration,
      mediaSequenceBase: firstSegment,
      playlistType: ended ? 'VOD' : 'EVENT',
      endlist: ended,
      ...(!ended && { start: { offset: 0, precise: true } }),
      segments: segments.map(
        ({ uri, duration, shownAt, discontinuity }) =>
          new types.Segment({
            uri,
            duration: Math.round(duration * 1_000_000) / 1_000_000,
            discontinuity,
            ...(shownAt !== undefined && { programDateTime: new Date(shownAt) }),
          }),
      ),
    }),
  );
}

/** @param variants - in the order in which players should try them */
export function multivariantPlaylist(variants: readonly VariantEntry[]): string {
  return text(
    new types.MasterPlaylist({
      version,
      independentSegments: true,
      variants: variants.map(
        ({ width, height, codecs, ...variant }) =>
          new types.Variant({
            ...variant,
            resolution: { width, height },
            codecs: codecs.join(','),
          }),
      ),
    }),
  );
}

function text(playlist: Parameters<typeof stringify>[0]): string {
  return `${stringify(playlist)}\n`;
}
