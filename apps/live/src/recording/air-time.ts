/**
 * Maps seconds of a recording to the times of the chat beside it. The two drift apart where the
 * stream was interrupted: the recording skips the break, the clock does not.
 */
import type { RecordedFrom } from '@tidecast/catalog/video';

/** When a second of the recording was on the air, in Unix milliseconds. */
export function onAirAt(recorded: RecordedFrom, second: number): number {
  const { at, time } = lastOf(recorded, (moment) => moment.at <= second);
  return time + (second - at) * 1000;
}

/**
 * The second of the recording at a time (Unix milliseconds); during a break, the one at which the
 * stream comes back.
 */
export function secondOf(recorded: RecordedFrom, time: number): number {
  const moments = momentsOf(recorded);
  const moment = lastOf(recorded, (one) => one.time <= time);
  const second = moment.at + (time - moment.time) / 1000;
  const next = moments[moments.findIndex(({ at }) => at === moment.at) + 1];
  return next ? Math.min(second, next.at) : second;
}

interface Moment {
  /** Seconds of the recording. */
  readonly at: number;
  /** Unix milliseconds. */
  readonly time: number;
}

/** Where the clock is known: the start, and each time that the stream came back. */
function momentsOf({ startedAt, resumed = [] }: RecordedFrom): readonly Moment[] {
  const known = [{ at: 0, time: startedAt }, ...resumed];
  return known.map(({ at, time }) => ({ at, time: Date.parse(time) }));
}

function lastOf(recorded: RecordedFrom, isBefore: (moment: Moment) => boolean): Moment {
  const moments = momentsOf(recorded);
  const found = moments.findLast(isBefore) ?? moments[0];
  if (!found) throw new Error('a recording has a start');
  return found;
}
