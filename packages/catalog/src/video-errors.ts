import { type VideoErrorCode, videoErrors } from '@tidecast/contract/video-errors';
import type { VideoError } from './video.ts';

/** What lies with the service: all the rest is the file's, its owner's or the day's. */
const serviceFaults: ReadonlySet<string> = new Set<VideoErrorCode>([
  'encoder_error',
  'job_lost',
  'source_missing',
]);

/** Whether whoever operates the service should look into a failure: the file is not to blame. */
export function isServiceFault({ code }: Pick<VideoError, 'code'>): boolean {
  return serviceFaults.has(code);
}

/**
 * The error of a code.
 *
 * @param message - a more exact sentence for this one case, when there is one
 */
export function videoError(code: VideoErrorCode, message?: string): VideoError {
  const known = videoErrors[code];
  return { code, message: message ?? known.message, retryable: known.retryable };
}
