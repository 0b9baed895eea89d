import type { Segment } from './read-playlist.ts';

/** A second of a playlist, and when its picture was taken, in Unix milliseconds. */
export interface ProgramTime {
  readonly at: number;
  readonly time: number;
}

/** How far a date may be off without there having been a break, in milliseconds. */
const dateTolerance = 1_000;

/**
 * The dates of a playlist that carry information: the first one, and each that is later than the
 * durations before it add up to, because the stream was interrupted. Empty when it has no dates.
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
