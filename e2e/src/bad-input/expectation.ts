/** What must become of an upload: `either` where the house may choose between the two. */
export type Expectation = Plays | Fails;

/** The video becomes ready and its picture moves in a browser. */
export interface Plays {
  readonly outcome: 'plays';
  /** Shorter sides of the renditions, largest first. */
  readonly rungs: readonly number[];
  /** Width and height of the picture as a person sees it; players show one of its rungs. */
  readonly display: { readonly width: number; readonly height: number };
  /** Seconds. */
  readonly duration: number;
  readonly sound: boolean;
}

/** The video ends as `failed`, or its upload is refused, with one of these codes. */
export interface Fails {
  readonly outcome: 'fails';
  readonly codes: readonly string[];
}

export function fails(...codes: readonly string[]): Fails {
  return { outcome: 'fails', codes };
}

/** Every rung of the service, largest first (design: 1080, 720, 540, 360, 270). */
const allRungs = [1080, 720, 540, 360, 270];

/**
 * The rungs a picture of this size must get: none above its shorter side, and below 270 one at its
 * own size.
 */
export function plays(
  width: number,
  height: number,
  { duration, sound }: Pick<Plays, 'duration' | 'sound'>,
): Plays {
  const shorter = Math.min(width, height);
  const rungs = allRungs.filter((rung) => rung <= shorter);
  return {
    outcome: 'plays',
    rungs: rungs.length > 0 ? rungs : [shorter],
    display: { width, height },
    duration,
    sound,
  };
}
