/** Where each video was left, kept in this browser. */

type Position = readonly [seconds: number, savedAt: number];

const storageKey = 'tidecast.positions';
/** The oldest are forgotten beyond this. */
const kept = 200;
/** Nearer to the start or end than this, in seconds, there is nothing to resume. */
const longestMargin = 10;
/** For short videos: the same, as a part of their length. */
const marginFraction = 0.1;

function isPosition(value: unknown): value is Position {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
}

function readAll(storage: Storage): Record<string, Position> {
  try {
    const stored: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).filter(([, value]) => isPosition(value)));
  } catch {
    return {};
  }
}

/** Seconds to start at; 0 when the video is new or was watched to the end. */
export function resumePosition(videoId: string, storage: Storage = localStorage): number {
  return readAll(storage)[videoId]?.[0] ?? 0;
}

/** Remembers a position; near the start or the end it forgets the video instead. */
export function savePosition(
  videoId: string,
  at: { seconds: number; duration: number; now: number },
  storage: Storage = localStorage,
): void {
  const positions = readAll(storage);
  const margin = Math.min(longestMargin, at.duration * marginFraction);
  const worthResuming = at.seconds > margin && !(at.seconds > at.duration - margin);
  if (!worthResuming && !(videoId in positions)) return;
  delete positions[videoId];
  if (worthResuming) positions[videoId] = [Math.floor(at.seconds), at.now];
  const newest = Object.entries(positions)
    .sort(([, [, a]], [, [, b]]) => b - a)
    .slice(0, kept);
  try {
    storage.setItem(storageKey, JSON.stringify(Object.fromEntries(newest)));
  } catch {
    // Storage is full or blocked: the video starts from the beginning next time.
  }
}
