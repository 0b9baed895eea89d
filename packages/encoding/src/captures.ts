import { fitInBox } from './ladder.ts';
import type { PlayableSource, Size } from './source.ts';

/** A plan for still pictures taken at a fixed interval, the first at 0 s. */
export interface CapturePlan extends Size {
  /** Milliseconds between two pictures. */
  readonly intervalMs: number;
  /** At most this many; fewer where the video ends sooner. */
  readonly count: number;
}

const posterCandidates = 5;
/** Longer side of a poster, in pixels. */
const posterBox = 1280;
/** Longer side of a storyboard frame, in pixels: sharp on a 2x display at 128 wide. */
const storyboardBox = 256;
const storyboardFrames = 100;
/** A seek bar cannot show frames closer together than this. */
const minimumStoryboardInterval = 2;

/** Candidates spread over the video: the first frame is often black. */
export function planPoster({ duration, video }: PlayableSource): CapturePlan {
  const intervalMs = Math.max(200, Math.ceil((duration * 1000) / posterCandidates));
  return { ...fitInBox(video, posterBox), intervalMs, count: posterCandidates };
}

/** About a hundred frames, never closer than two seconds. */
export function planStoryboard({ duration, video }: PlayableSource): CapturePlan {
  const interval = Math.max(minimumStoryboardInterval, Math.ceil(duration / storyboardFrames));
  return {
    ...fitInBox(video, storyboardBox),
    intervalMs: interval * 1000,
    count: Math.ceil(duration / interval),
  };
}

/** `frame` and 3 give `frame.0000003.jpg`: how MediaConvert names captures, counting from 0. */
export function captureName(base: string, index: number): string {
  return `${base}.${String(index).padStart(7, '0')}.jpg`;
}

/** The number of the capture at a key or URL, counting from 0; undefined for anything else. */
export function captureNumber(path: string): number | undefined {
  const digits = /\.(\d{7,})\.jpg$/.exec(path)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
