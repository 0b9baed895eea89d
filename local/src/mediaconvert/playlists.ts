/** The HLS playlists (RFC 8216) as text. Durations in seconds, sizes in bytes. */

export interface Segment {
  readonly uri: string;
  readonly duration: number;
  readonly size: number;
}

export interface MediaPlaylist {
  readonly segments: readonly Segment[];
  /** Largest duration of a segment, rounded. Must not change once it was read. */
  readonly targetDuration: number;
  /** Nothing will be added any more. */
  readonly ended: boolean;
}

export interface Variant {
  readonly uri: string;
  readonly width: number;
  readonly height: number;
  readonly bandwidth: number;
  readonly averageBandwidth: number;
  readonly codecs: readonly string[];
  readonly frameRate: number;
}

/**
 * While it grows it is an EVENT playlist that says to start at the beginning: without that, players
 * take it for a live stream and start at its end.
 */
export function mediaPlaylist({ segments, targetDuration, ended }: MediaPlaylist): string {
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    `#EXT-X-TARGETDURATION:${targetDuration}`,
    '#EXT-X-MEDIA-SEQUENCE:1',
    `#EXT-X-PLAYLIST-TYPE:${ended ? 'VOD' : 'EVENT'}`,
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...(ended ? [] : ['#EXT-X-START:TIME-OFFSET=0,PRECISE=YES']),
    ...segments.flatMap(({ uri, duration }) => [`#EXTINF:${duration.toFixed(6)},`, uri]),
    ...(ended ? ['#EXT-X-ENDLIST'] : []),
  ]);
}

export function multivariantPlaylist(variants: readonly Variant[]): string {
  return lines([
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...variants.flatMap((variant) => [`#EXT-X-STREAM-INF:${attributes(variant)}`, variant.uri]),
  ]);
}

function attributes({ width, height, bandwidth, averageBandwidth, codecs, frameRate }: Variant) {
  return [
    `BANDWIDTH=${bandwidth}`,
    `AVERAGE-BANDWIDTH=${averageBandwidth}`,
    `RESOLUTION=${width}x${height}`,
    `CODECS="${codecs.join(',')}"`,
    `FRAME-RATE=${frameRate.toFixed(3)}`,
  ].join(',');
}

/**
 * Largest and mean bits per second. A segment shorter than half the target duration says nothing of
 * what a player must sustain (RFC 8216, 4.1), so the last, cut-off one does not count.
 */
export function measureBitrate(
  segments: readonly Segment[],
  targetDuration: number,
): { peak: number; average: number } {
  const whole = segments.filter(({ duration }) => duration >= targetDuration / 2);
  const counted = whole.length > 0 ? whole : segments;
  const peak = Math.max(
    ...counted.map(({ size, duration }) => (size * 8) / Math.max(duration, 0.01)),
  );
  const bits = segments.reduce((sum, { size }) => sum + size * 8, 0);
  return {
    peak: Math.ceil(peak),
    average: Math.ceil(bits / Math.max(totalDuration(segments), 0.01)),
  };
}

export function totalDuration(segments: readonly Segment[]): number {
  return segments.reduce((sum, { duration }) => sum + duration, 0);
}

/** The segments a playlist of ffmpeg's lists; a last, half-written line is left out. */
export function parseFfmpegPlaylist(text: string): { file: string; duration: number }[] {
  const found = text.matchAll(/^#EXTINF:([\d.]+),[^\n]*\n([^#\n][^\n]*)\n/gm);
  return Array.from(found, ([, duration, file]) => ({
    file: file ?? '',
    duration: Number(duration),
  }));
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
