/** What segments say of the rendition that they are of. Durations in seconds, sizes in bytes. */
import { readSegments, type Segment, totalDuration } from '@tidecast/hls/read-playlist';

/** A segment that the bucket holds. */
export interface StoredSegment extends Segment {
  readonly size: number;
}

/**
 * Largest and mean bits per second. A segment shorter than half the target duration says nothing of
 * what a player must sustain (RFC 8216, 4.1), so the last, cut-off one does not count.
 */
export function measureBitrate(
  segments: readonly StoredSegment[],
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

/** The segments a playlist of ffmpeg's lists; a last, half-written line is left out. */
export function finishedSegments(playlist: string): Segment[] {
  return readSegments(playlist.slice(0, playlist.lastIndexOf('\n') + 1));
}
