import type { Video } from '@tidecast/catalog/video';
import { type PurgeOptions, purgeVideo } from '@tidecast/media/purge-video';
import type { Dependencies } from './dependencies.ts';

/** Removes all of a video in `deleting`, as far as its encoder lets go of it. */
export function createPurge(dependencies: Dependencies) {
  const { config, telemetry } = dependencies;
  const { buckets, distributionId, queueArn } = config;
  return async function purge(video: Video, options: PurgeOptions = {}): Promise<void> {
    const result = await purgeVideo(
      { ...dependencies, buckets, distributionId, queueArn },
      video,
      options,
    );
    if (result.removed) telemetry.count('VideoPurged');
    telemetry.info('video purged', { videoId: video.id, ...result });
  };
}
