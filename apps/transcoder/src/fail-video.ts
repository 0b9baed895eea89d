import type { VideoError } from '@tidecast/catalog/video';
import type { EncodeRef, Outcome } from '@tidecast/catalog/video-catalog';
import { videoFailed } from '@tidecast/notifications/video-notifications';
import type { Dependencies } from './dependencies.ts';

/** Fails an attempt with a reason for its owner, and alerts the operators. */
export async function failVideo(
  { catalog, publish, telemetry }: Pick<Dependencies, 'catalog' | 'publish' | 'telemetry'>,
  ref: EncodeRef,
  error: VideoError,
  at?: number,
): Promise<Outcome> {
  const outcome = await catalog.markFailed(ref, { error, ...(at !== undefined && { at }) });
  if (outcome.applied) {
    telemetry.count('VideoFailed', error.code);
    telemetry.warn('video failed', { ...ref, code: error.code });
    await publish(videoFailed(outcome.video, error));
  } else telemetry.count('EventIgnored');
  return outcome;
}
