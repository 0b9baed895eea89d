/** What is done about a latency that has grown. */
export type Pace = 'normal' | 'faster' | 'fastest' | 'jump';

/** Drift in seconds that starts the catching up, that ends it, and that is worth more haste. */
const startAbove = 0.4;
const stopBelow = 0.1;
const hasteAbove = 1;

/** Drift in seconds that is jumped over at once, although what lies beyond must be loaded first. */
const jumpAbove = 6;

/** Seconds that must be loaded ahead: playing faster with less would only stall. */
const bufferNeeded = 0.75;

/** Neither is heard by many: they gain a second in twenty, and in ten. */
const rates = { normal: 1, faster: 1.05, fastest: 1.1 } as const;

/** The playback rate of a pace. */
export function rateOf(pace: Exclude<Pace, 'jump'>): number {
  return rates[pace];
}

interface Lag {
  /** Seconds behind the capture, or behind the live edge. */
  readonly latency: number;
  /** What the latency was when playback had settled. */
  readonly target: number;
  /** Seconds loaded ahead of the position. */
  readonly buffered: number;
  readonly pace: Pace;
  /** Whether the picture has just stood still: then nobody minds that it skips, too. */
  readonly stoodStill: boolean;
}

/** The pace for the next moment: faster until the drift is gone, a jump when that would take long. */
export function nextPace({ latency, target, buffered, pace, stoodStill }: Lag): Pace {
  const drift = latency - target;
  if (drift > jumpAbove) return 'jump';
  // A jump within what is loaded costs nothing, one beyond it a second or two.
  const reach = buffered - bufferNeeded + startAbove;
  if (stoodStill && drift > hasteAbove && reach > drift) return 'jump';
  if (buffered < bufferNeeded) return 'normal';
  if (drift > hasteAbove) return 'fastest';
  return drift > (pace === 'normal' ? startAbove : stopBelow) ? 'faster' : 'normal';
}

/** A stall shows that the target asked too much of this network; more than that is not given up. */
const giveWay = 0.5;
const giveWayAtMost = 2;

/** After this long without a stall, in ms, one stall is forgotten. */
const forgetAfter = 60_000;

/**
 * Learns what latency this stream and network allow. Times are ms of any one clock.
 *
 * @returns `settle` takes each reading and answers with the target; `current` is undefined until
 * then; `stalled` gives way a little, for a while; `restart` forgets, as for another stream
 */
export function createTarget() {
  let first: number | undefined;
  let given = 0;
  let calmSince = 0;
  const target = () => (first === undefined ? undefined : first + given);
  return {
    current: target,
    settle(latency: number, now: number): number {
      if (now - calmSince > forgetAfter) {
        given = Math.max(0, given - giveWay);
        calmSince = now;
      }
      // What is reached by a faster start is worth holding, too.
      first = Math.min(first ?? latency, latency);
      return first + given;
    },
    stalled(now: number): void {
      calmSince = now;
      if (first !== undefined) given = Math.min(giveWayAtMost, given + giveWay);
    },
    restart(): void {
      first = undefined;
    },
  };
}

/** Waits before each new attempt to load a stream that stopped, in ms. */
const retryAfter = [0, 1000, 2000, 4000] as const;
const retryAtLast = 8000;

/** After this many attempts, 15 s in all, the page reports the failure; it keeps trying. */
export const attemptsBeforeTelling = 5;

/** The wait before an attempt, counted from 0, in ms. */
export function retryDelay(attempt: number): number {
  return retryAfter[attempt] ?? retryAtLast;
}
