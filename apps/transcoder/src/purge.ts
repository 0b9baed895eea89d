import type { Video } from '@tidecast/catalog/video';
import type { PurgeOptions } from '@tidecast/media/purge-video';
import type { OutcomeDependencies } from './dependencies.ts';

/** Removes everything of a video in `deleting` that its encoder can no longer write. */
export function createPurge({
  purgeVideo,
  telemetry,
}: Pick<OutcomeDependencies, 'purgeVideo' | 'telemetry'>) {
  return async function purge(video: Video, options: PurgeOptions = {}): Promise<void> {
    const result = await purgeVideo(video, options);
    if (result.removed) telemetry.count('VideoPurged');
    telemetry.info('video purged', { videoId: video.id, ...result });
  };
}
