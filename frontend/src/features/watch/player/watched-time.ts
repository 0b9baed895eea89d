/** Real playing time, in seconds, that makes a view; half the length for shorter videos. */
const viewAfter = 10;

/**
 * Adds up what was really played: jumps by seeking do not count, and neither does a page that is
 * left open.
 *
 * @returns a function to call with each new position; it answers true once, when a view is due
 */
export function createViewMeter(): (position: number, duration: number) => boolean {
  let last: number | undefined;
  let played = 0;
  let counted = false;
  return (position, duration) => {
    const step = last === undefined ? 0 : position - last;
    last = position;
    // timeupdate comes at least every 250 ms; a larger step, even at double speed, is a jump.
    if (step > 0 && step < 1.5) played += step;
    const needed = Number.isFinite(duration) ? Math.min(viewAfter, duration / 2) : viewAfter;
    if (counted || played <= 0 || played < needed) return false;
    counted = true;
    return true;
  };
}
