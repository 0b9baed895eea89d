import type { VideoError } from '@tidecast/catalog/video';
import type { EncodeRef, Outcome } from '@tidecast/catalog/video-catalog';
import type { Dependencies } from './dependencies.ts';

/** Ends an attempt with a reason its owner reads. */
export async function failVideo(
  { catalog, telemetry }: Pick<Dependencies, 'catalog' | 'telemetry'>,
  ref: EncodeRef,
  error: VideoError,
  at?: number,
): Promise<Outcome> {
  const outcome = await catalog.markFailed(ref, { error, ...(at !== undefined && { at }) });
  telemetry.count(outcome.applied ? 'VideoFailed' : 'EventIgnored');
  if (outcome.applied) telemetry.warn('video failed', { ...ref, code: error.code });
  return outcome;
}
