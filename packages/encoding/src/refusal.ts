import { maxDurationSeconds } from '@tidecast/contract/limits';
import { type VideoErrorCode, videoErrors } from '@tidecast/contract/video-errors';
import { fitsEncoder, minimumSide } from './ladder.ts';
import { displaySize, type PlayableSource, type SourceInfo } from './source.ts';

/** Why a file cannot become a video, for the person who uploaded it. */
export interface Refusal {
  readonly code: VideoErrorCode;
  /** One English sentence. */
  readonly message: string;
  /** Whether the same file could be taken another time. */
  readonly retryable: boolean;
}

export type Assessment =
  | { readonly playable: true; readonly source: PlayableSource }
  | { readonly playable: false; readonly refusal: Refusal };

/** For a file that the probe could not read at all. */
export const unreadableFile: Refusal = refusal(
  'unreadable',
  'This file is not a video we can read. It may be damaged or of another kind.',
);

/** Whether a probed source can be encoded, and if not, the first reason why. */
export function assessSource({ duration, video, ...rest }: SourceInfo): Assessment {
  if (!video) return refused('no_video', 'This file has no video track.');
  if (duration === undefined) {
    return refused('unreadable', 'This file does not say how long it lasts.');
  }
  if (duration > maxDurationSeconds) {
    return refused(
      'too_long',
      `This video lasts ${Math.ceil(duration / 60)} minutes; the longest we take is ${maxDurationSeconds / 60}.`,
    );
  }
  if (!fitsEncoder(video)) {
    const { width, height } = displaySize(video);
    return refused(
      'too_small',
      `The picture is ${Math.round(width)} × ${Math.round(height)} pixels; each side must be at least ${minimumSide} once shaped for the web.`,
    );
  }
  return { playable: true, source: { duration, video, ...rest } };
}

/**
 * Encoders stop without an error where a truncated file ends, so the lengths are compared. In
 * intact files, container and track durations differ by up to a second or one percent, whichever is
 * more.
 */
export function assessOutput(sourceDuration: number, outputDuration: number): Refusal | undefined {
  const missing = sourceDuration - outputDuration;
  if (missing <= Math.max(1, sourceDuration / 100)) return undefined;
  return refusal(
    'truncated',
    `This file breaks off: it says it lasts ${Math.round(sourceDuration)} seconds, but only ${Math.round(outputDuration)} could be read.`,
  );
}

function refused(code: VideoErrorCode, message: string): Assessment {
  return { playable: false, refusal: refusal(code, message) };
}

function refusal(code: VideoErrorCode, message: string): Refusal {
  return { code, message, retryable: videoErrors[code].retryable };
}
