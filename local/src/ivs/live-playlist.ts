/**
 * Low-latency HLS playlists (RFC 8216 bis, 4.4) as text. Durations in seconds. Written by hand: of
 * a segment that only parts are known of hls-parser writes `undefined` for the address that it does
 * not have yet.
 */

export interface WindowSegment {
  /** When its first picture was taken, in Unix milliseconds. */
  readonly startedAt: number;
  /** Its timeline does not continue the one before. */
  readonly discontinuity: boolean;
  /** Durations. */
  readonly parts: number[];
  complete: boolean;
}

export interface LivePlaylist {
  /** Of the media, relative to the playlist. */
  readonly folder: string;
  readonly firstSegment: number;
  readonly discontinuitySequence: number;
  readonly segments: readonly WindowSegment[];
  readonly ended: boolean;
  readonly partSeconds: number;
  readonly segmentSeconds: number;
}

/** Parts of older segments are of no use to anybody who plays near the live edge. */
const segmentsWithParts = 3;

export function livePlaylist(playlist: LivePlaylist): string {
  const { firstSegment, segments, ended, partSeconds, segmentSeconds } = playlist;
  const from = segments.length - segmentsWithParts;
  // Three part and three segment durations are the least that is allowed (4.4.3.8).
  const control = [
    'CAN-BLOCK-RELOAD=YES',
    `PART-HOLD-BACK=${(3 * partSeconds).toFixed(3)}`,
    `HOLD-BACK=${(3 * segmentSeconds).toFixed(3)}`,
  ];
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    `#EXT-X-TARGETDURATION:${Math.round(segmentSeconds)}`,
    `#EXT-X-SERVER-CONTROL:${control.join(',')}`,
    `#EXT-X-PART-INF:PART-TARGET=${partSeconds.toFixed(3)}`,
    `#EXT-X-MEDIA-SEQUENCE:${firstSegment}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${playlist.discontinuitySequence}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...segments.flatMap((segment, index) =>
      segmentLines(playlist, segment, firstSegment + index, index >= from && !ended),
    ),
    ...(ended ? ['#EXT-X-ENDLIST'] : [preloadHint(playlist)]),
  ]);
}

function segmentLines(
  { folder }: LivePlaylist,
  { startedAt, discontinuity, parts, complete }: WindowSegment,
  number: number,
  withParts: boolean,
): string[] {
  const duration = parts.reduce((sum, part) => sum + part, 0);
  return [
    ...(discontinuity ? ['#EXT-X-DISCONTINUITY'] : []),
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(startedAt).toISOString()}`,
    ...(withParts
      ? parts.map(
          (part, index) =>
            `#EXT-X-PART:DURATION=${part.toFixed(5)},URI="${folder}/${number}.${index}.ts",INDEPENDENT=YES`,
        )
      : []),
    ...(complete ? [`#EXTINF:${duration.toFixed(5)},`, `${folder}/${number}.ts`] : []),
  ];
}

function preloadHint({ folder, firstSegment, segments }: LivePlaylist): string {
  const last = segments.at(-1);
  const isOpen = last !== undefined && !last.complete;
  const number = firstSegment + segments.length - (isOpen ? 1 : 0);
  const part = isOpen ? last.parts.length : 0;
  return `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${folder}/${number}.${part}.ts"`;
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
