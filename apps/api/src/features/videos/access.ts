/** Who owns a video, and what others see of it. */
import type { Video } from '@tidecast/catalog/video';
import { type VideoView, videoDetails } from '@tidecast/contract/videos';
import type { Principal } from '@tidecast/http/principal';
import { notFound } from '@tidecast/http/problem';
import { mediaPath } from '@tidecast/platform/storage/bucket-layout';

/**
 * The video, if it is the user's own.
 *
 * @throws HttpProblem 404 for everybody else
 */
export function ownVideo(video: Video | undefined, user: Principal): Video {
  if (!video || video.status === 'deleting' || video.ownerId !== user.userId) throw notFound();
  return video;
}

/** A video as the viewer may see it: only the owner sees what failed and the file's name. */
export function videoView(video: Video, viewer: Principal | undefined): VideoView {
  const { media, source } = video;
  const isOwner = viewer?.userId === video.ownerId;
  return {
    id: video.id,
    ownerId: video.ownerId,
    ownerName: video.ownerName,
    ...videoDetails(video),
    status: video.status,
    playable: video.playable,
    progress: video.progress,
    phase: video.phase ?? null,
    error: (isOwner && video.error) || null,
    media: media
      ? {
          duration: media.duration,
          width: media.width,
          height: media.height,
          renditions: media.renditions.map(({ rung, width, height, bitrate }) => ({
            rung,
            width,
            height,
            bitrate,
          })),
        }
      : null,
    posterUrl: media?.posterKey ? mediaPath(media.posterKey) : null,
    captions: video.captions.map(({ language, label, updatedAt }) => ({
      language,
      label,
      updatedAt,
    })),
    views: video.views,
    source: isOwner
      ? { fileName: source.fileName, size: source.size, contentType: source.contentType }
      : null,
    recordedFrom: video.createdFrom ?? null,
    createdAt: video.createdAt,
    publishedAt: video.publishedAt ?? null,
  };
}
