/** A segment as VHS keeps it in its playlist; times of the player are seconds. */
export interface TimedSegment {
  readonly duration: number;
  /** EXT-X-PROGRAM-DATE-TIME of its start, Unix ms. */
  readonly programDateTime?: number | undefined;
  /** Where it ends, once something of it is loaded: so far, while it comes in parts. */
  readonly end?: number | undefined;
}

/** The moment at which a position of the player was captured. */
export interface ProgramAnchor {
  /** Seconds of the player. */
  readonly position: number;
  /** Unix ms. */
  readonly programTime: number;
}

/**
 * Ties the player's time to the encoder's clock by the end of the newest whole segment. Whole is what
 * has another loaded segment after it. Not by VHS's `videoTimingInfo`: that is the stream's own time,
 * which is the player's only for who has been there from the start.
 *
 * @returns undefined where the stream carries no program date-time, or too little is loaded
 */
export function anchorOf(segments: readonly TimedSegment[]): ProgramAnchor | undefined {
  for (let index = segments.length - 2; index >= 0; index -= 1) {
    const { duration = 0, end, programDateTime } = segments[index] ?? {};
    if (end === undefined || segments[index + 1]?.end === undefined) continue;
    if (programDateTime === undefined) continue;
    return { position: end, programTime: programDateTime + duration * 1000 };
  }
  return undefined;
}

/**
 * How far what is seen lies behind the moment it was captured, in seconds; never below 0, which
 * only two clocks that disagree could make it.
 *
 * @param now - Unix ms
 */
export function latencyAt(anchor: ProgramAnchor, position: number, now: number): number {
  const shown = anchor.programTime + (position - anchor.position) * 1000;
  return Math.max(0, (now - shown) / 1000);
}
