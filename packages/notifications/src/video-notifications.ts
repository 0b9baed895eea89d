import type { Video, VideoError } from '@tidecast/catalog/video';
import { isServiceFault } from '@tidecast/catalog/video-errors';
import type { Notification } from '@tidecast/platform/notifications/messages';

/**
 * The notification that a video has failed.
 *
 * @param video - as the transition to `failed` left it
 */
export function videoFailed(video: Video, error: VideoError): Notification {
  return {
    kind: 'video-failed',
    id: `video-failed/${video.id}/${video.version}`,
    videoId: video.id,
    ...(video.visibility === 'public' && { title: video.title }),
    attempt: video.encode.attempt,
    fault: isServiceFault(error) ? 'service' : 'upload',
    reason: error,
  };
}

/**
 * The notification that a video is ready and public for the first time. Finishing the encode and
 * making the video public may both publish it at the same moment; both have the same id, so it is
 * sent once.
 */
export function videoPublished(video: Video): Notification {
  const posterKey = video.media?.posterKey;
  return {
    kind: 'video-published',
    id: `video-published/${video.id}`,
    videoId: video.id,
    title: video.title,
    ownerName: video.ownerName,
    durationSeconds: video.media?.duration ?? 0,
    ...(posterKey !== undefined && { posterKey }),
  };
}
