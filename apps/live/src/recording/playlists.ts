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

/** A second of a playlist, and when its picture was taken, in Unix milliseconds. */
export interface ProgramTime {
  readonly at: number;
  readonly time: number;
}

/** A date may be off by as much without there having been a break, in milliseconds. */
const dateTolerance = 1_000;

/**
 * The playlist's dates, as far as they tell something new: the first one, and each that is later than
 * the durations before it say, because the stream was away. None where it has no dates.
 */
export function programTimes(playlist: string): ProgramTime[] {
  const times: ProgramTime[] = [];
  let at = 0;
  for (const line of playlist.split(/\r?\n/)) {
    const [, seconds] = /^#EXTINF:(\d+(?:\.\d+)?)/.exec(line) ?? [];
    at += Number(seconds ?? 0);
    const [, date = ''] = /^#EXT-X-PROGRAM-DATE-TIME:(\S+)/.exec(line) ?? [];
    const time = Date.parse(date);
    if (Number.isNaN(time)) continue;
    const last = times.at(-1);
    const expected = last && last.time + (at - last.at) * 1000;
    if (expected === undefined || time > expected + dateTolerance) times.push({ at, time });
  }
  return times;
}
