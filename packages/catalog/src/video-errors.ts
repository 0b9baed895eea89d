import { type VideoErrorCode, videoErrors } from '@tidecast/contract/video-errors';
import type { VideoError } from './video.ts';

/** Faults of the service: all others lie with the file, its owner or the daily limit. */
const serviceFaults: ReadonlySet<string> = new Set<VideoErrorCode>([
  'encoder_error',
  'job_lost',
  'source_missing',
]);

/** Whether operators should look into a failure, because the file is not to blame. */
export function isServiceFault({ code }: Pick<VideoError, 'code'>): boolean {
  return serviceFaults.has(code);
}

/**
 * The error of a code.
 *
 * @param message - a more specific sentence for this case, if there is one
 */
export function videoError(code: VideoErrorCode, message?: string): VideoError {
  const known = videoErrors[code];
  return { code, message: message ?? known.message, retryable: known.retryable };
}
