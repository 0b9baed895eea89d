/** What is done about a latency that has grown. */
export type Pace = 'normal' | 'faster' | 'jump';

/** Drift in seconds that starts the catching up, that ends it, and that is jumped over at once. */
const startAbove = 0.4;
const stopBelow = 0.1;
const jumpAbove = 6;

/** Seconds that must be loaded ahead: playing faster with less would only stall. */
const bufferNeeded = 0.75;

/** Heard by hardly anybody, and gains a second in twenty. */
export const fasterRate = 1.05;

interface Lag {
  /** Seconds behind the capture, or behind the live edge. */
  readonly latency: number;
  /** What the latency was when playback had settled. */
  readonly target: number;
  /** Seconds loaded ahead of the position. */
  readonly buffered: number;
  readonly pace: Pace;
}

/** The pace for the next moment: faster until the drift is gone, a jump when that would take long. */
export function nextPace({ latency, target, buffered, pace }: Lag): Pace {
  const drift = latency - target;
  if (drift > jumpAbove) return 'jump';
  if (buffered < bufferNeeded) return 'normal';
  return drift > (pace === 'faster' ? stopBelow : startAbove) ? 'faster' : 'normal';
}

/** A stall shows that the target asked too much of this network; more than that is not given up. */
const giveWay = 0.5;
const giveWayAtMost = 2;

/**
 * Learns what latency this stream and network allow.
 *
 * @returns `settle` takes each reading and answers with the target once there is one; `stalled`
 * gives way a little; `restart` forgets, as after a jump
 */
export function createTarget() {
  let first: number | undefined;
  let given = 0;
  return {
    settle(latency: number): number {
      // What is reached by a faster start is worth holding, too.
      first = Math.min(first ?? latency, latency);
      return first + given;
    },
    stalled(): void {
      if (first !== undefined) given = Math.min(giveWayAtMost, given + giveWay);
    },
    restart(): void {
      first = undefined;
    },
  };
}

/** Waits before each new attempt to load a stream that stopped, in ms; then a person must ask. */
const retryAfter = [0, 1000, 2000, 4000, 8000, 8000] as const;

/** The wait before an attempt, counted from 0; undefined when there were enough. */
export function retryDelay(attempt: number): number | undefined {
  return retryAfter[attempt];
}
