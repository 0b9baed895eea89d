import type { Video } from '@tidecast/catalog/video';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { LRUCache } from 'lru-cache';

/** Whether the multivariant playlist of a video has been written. */
export type PlaylistProbe = (videoId: string) => Promise<boolean>;

/** How long "not yet" is cached, in milliseconds: a little less than the status poll interval. */
const absenceLasts = 350;
/** Videos to remember at most; the oldest are forgotten first. */
const maxLooks = 1_000;

export interface Playability {
  /**
   * Returns the video, marked as playable if its encode has written a playlist since. Does nothing
   * for a video that is not being encoded.
   */
  refreshed(video: Video): Promise<Video>;
}

/**
 * Finds out when a video that is still encoding can be watched. The encoder does not report it, so
 * each read of the video looks for its playlist; concurrent reads share one lookup.
 */
export function createPlayability(
  catalog: Pick<VideoCatalog, 'markPlayable'>,
  playlistExists: PlaylistProbe,
): Playability {
  const looks = new LRUCache<string, Promise<Video>>({ max: maxLooks, ttl: absenceLasts });

  async function look(video: Video): Promise<Video> {
    if (!(await playlistExists(video.id))) return video;
    const ref = { videoId: video.id, attempt: video.encode.attempt };
    const outcome = await catalog.markPlayable(ref);
    return outcome.video ?? video;
  }

  return {
    refreshed(video) {
      if (video.status !== 'processing' || video.playable) return Promise.resolve(video);
      const key = `${video.id}#${video.version}`;
      const running = looks.get(key);
      if (running) return running;
      // A failed lookup must not fail the request for the video.
      const looking = look(video).catch(() => video);
      looks.set(key, looking);
      return looking;
    },
  };
}
