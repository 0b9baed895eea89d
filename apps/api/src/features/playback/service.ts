import type { Playback } from '@tidecast/contract/playback';
import type { Principal } from '@tidecast/http/principal';
import { HttpProblem } from '@tidecast/http/problem';
import { playbackGrantSeconds } from '@tidecast/platform/delivery/cookies';
import { hlsKey, mediaPath } from '@tidecast/platform/storage/bucket-layout';
import type { VideoService } from '../videos/service.ts';

/** Signs access to everything under a video's media path; returns cookie values by name. */
export type SignMedia = (videoId: string, expires: Date) => Readonly<Record<string, string>>;

export interface PlaybackGrant {
  readonly playback: Playback;
  readonly cookies: Readonly<Record<string, string>>;
}

export type PlaybackService = ReturnType<typeof createPlaybackService>;

export function createPlaybackService(videos: VideoService, signMedia: SignMedia) {
  return {
    /**
     * Grants permission to watch a video.
     *
     * @throws HttpProblem 404, or 409 `not_playable` to an owner who is too early
     */
    async grant(id: string, viewer: Principal | undefined): Promise<PlaybackGrant> {
      const video = await videos.visible(id, viewer);
      if (!video.playable && video.status !== 'ready')
        throw new HttpProblem(
          'not_playable',
          `The video is ${video.status}: nothing can be played yet.`,
        );
      // CloudFront counts whole seconds.
      const seconds = Math.floor(Date.now() / 1000) + playbackGrantSeconds;
      const expires = new Date(seconds * 1000);
      const { posterKey, storyboardKey } = video.media ?? {};
      return {
        cookies: signMedia(video.id, expires),
        playback: {
          hlsUrl: mediaPath(video.media?.hlsKey ?? hlsKey(video.id)),
          posterUrl: posterKey ? mediaPath(posterKey) : null,
          ...(storyboardKey && { storyboardUrl: mediaPath(storyboardKey) }),
          captions: video.captions.map(({ language, label, key }) => ({
            language,
            label,
            url: mediaPath(key),
          })),
          expiresAt: expires.toISOString(),
        },
      };
    },
  };
}
