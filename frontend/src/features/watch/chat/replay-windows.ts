import type { ReplayMessage } from '../../../shared/api/live-types.ts';
import { keptMessages } from './chat-log.ts';

/** Seconds of chat that are asked for at once. */
export const windowSeconds = 60;

/** What was said up to this long before a position still stands there, in seconds. */
const lookBack = 60;

/** The next window is asked for this long before it is reached, in seconds. */
const lookAhead = 10;

/** A span of a recording, `from` inclusive and `to` exclusive, in seconds from its start. */
export interface ReplayWindow {
  readonly from: number;
  readonly to: number;
}

/** The windows that a position needs, whole multiples of their length so that they are asked once. */
export function windowsAt(position: number): readonly ReplayWindow[] {
  const first = Math.floor(Math.max(0, position - lookBack) / windowSeconds);
  const last = Math.floor(Math.max(0, position + lookAhead) / windowSeconds);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const from = (first + index) * windowSeconds;
    return { from, to: from + windowSeconds };
  });
}

/** What had been said by a position, oldest first, as much of it as a chat shows. */
export function saidBy(
  messages: readonly ReplayMessage[],
  position: number,
): readonly ReplayMessage[] {
  // What stands on the border of two windows is in both.
  const once = new Map(messages.map((message) => [message.id, message]));
  return [...once.values()]
    .filter(({ at }) => at <= position)
    .sort((one, other) => one.at - other.at)
    .slice(-keptMessages);
}
