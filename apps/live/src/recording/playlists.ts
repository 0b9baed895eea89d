/** Reading HLS playlists as IVS writes them (RFC 8216). */
import type { Rendition } from '@tidecast/catalog/video';

export interface Variant extends Rendition {
  /** Relative to the multivariant playlist. */
  readonly uri: string;
}

/** The variants of a multivariant playlist that have a picture, the largest first. */
export function parseVariants(playlist: string): Variant[] {
  const lines = playlist.split(/\r?\n/);
  const variants = lines.flatMap((line, index) => {
    if (!line.startsWith('#EXT-X-STREAM-INF:')) return [];
    const uri = lines.slice(index + 1).find((next) => next !== '' && !next.startsWith('#'));
    const [, width, height] = /RESOLUTION=(\d+)x(\d+)/.exec(line) ?? [];
    const [, average] = /[:,]AVERAGE-BANDWIDTH=(\d+)/.exec(line) ?? [];
    const [, bandwidth] = /[:,]BANDWIDTH=(\d+)/.exec(line) ?? [];
    if (uri === undefined || width === undefined || height === undefined) return [];
    const size = { width: Number(width), height: Number(height) };
    const bitrate = Number(average ?? bandwidth ?? 0);
    return [{ uri, ...size, rung: Math.min(size.width, size.height), bitrate }];
  });
  return variants.toSorted(
    (one, other) => other.height - one.height || other.bitrate - one.bitrate,
  );
}

/** How long a media playlist plays, in seconds. */
export function playlistDuration(playlist: string): number {
  const durations = [...playlist.matchAll(/^#EXTINF:(\d+(?:\.\d+)?)/gm)];
  return durations.reduce((sum, [, seconds]) => sum + Number(seconds), 0);
}

/** When the first picture was taken, in Unix milliseconds; undefined where it does not say. */
export function programStart(playlist: string): number | undefined {
  const [, time] = /^#EXT-X-PROGRAM-DATE-TIME:(\S+)/m.exec(playlist) ?? [];
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? undefined : at;
}
