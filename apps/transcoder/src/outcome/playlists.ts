import type { Rendition } from '@tidecast/catalog/video';

/** A rendition as a multivariant playlist lists it. */
export interface Variant extends Rendition {
  /** Relative to the multivariant playlist. */
  readonly uri: string;
}

/**
 * The renditions of a multivariant playlist (RFC 8216, section 4.3.4.2), largest first. A line that
 * names no resolution is not a rendition of ours and is left out.
 */
export function parseVariants(playlist: string): Variant[] {
  const lines = playlist.split(/\r?\n/u);
  return lines
    .flatMap((line, number) => {
      const uri = lines[number + 1];
      const attributes = /^#EXT-X-STREAM-INF:(.*)$/u.exec(line)?.[1];
      const size = /(?:^|,)RESOLUTION=(\d+)x(\d+)/u.exec(attributes ?? '');
      if (attributes === undefined || !uri || !size) return [];
      const [width, height] = [Number(size[1]), Number(size[2])];
      return [
        { uri, width, height, rung: rungOf(uri, width, height), bitrate: bitrateOf(attributes) },
      ];
    })
    .sort((one, other) => other.rung - one.rung);
}

/** Seconds that a media playlist's segments last together. */
export function playlistDuration(playlist: string): number {
  let seconds = 0;
  for (const [, duration] of playlist.matchAll(/^#EXTINF:([\d.]+)/gmu)) seconds += Number(duration);
  return Math.round(seconds * 1000) / 1000;
}

/** `index_720p.m3u8` names its rung; the shorter side is what it stands for. */
function rungOf(uri: string, width: number, height: number): number {
  const named = /_(\d+)p\.m3u8$/u.exec(uri)?.[1];
  return named === undefined ? Math.min(width, height) : Number(named);
}

/** The measured average; players without it read the peak, and so do we. */
function bitrateOf(attributes: string): number {
  const average = /(?:^|,)AVERAGE-BANDWIDTH=(\d+)/u.exec(attributes)?.[1];
  const peak = /(?:^|,)BANDWIDTH=(\d+)/u.exec(attributes)?.[1];
  return Number(average ?? peak ?? 0);
}
