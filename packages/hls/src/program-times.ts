import type { Segment } from './read-playlist.ts';

/** A second of a playlist, and when its picture was taken, in Unix milliseconds. */
export interface ProgramTime {
  readonly at: number;
  readonly time: number;
}

/** A date may be off by as much without there having been a break, in milliseconds. */
const dateTolerance = 1_000;

/**
 * A playlist's dates, as far as they tell something new: the first one, and each that is later than
 * the durations before it say, because the stream was away. None where it has no dates.
 */
export function programTimes(segments: readonly Segment[]): ProgramTime[] {
  const times: ProgramTime[] = [];
  let at = 0;
  for (const { duration, shownAt: time } of segments) {
    const last = times.at(-1);
    const expected = last && last.time + (at - last.at) * 1000;
    if (time !== undefined && (expected === undefined || time > expected + dateTolerance))
      times.push({ at, time });
    at += duration;
  }
  return times;
}
