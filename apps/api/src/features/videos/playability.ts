import type { Video } from '@tidecast/catalog/video';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { LRUCache } from 'lru-cache';

/** Whether the multivariant playlist of a video has been written. */
export type PlaylistProbe = (videoId: string) => Promise<boolean>;

/** How long "not yet" holds, in milliseconds: a little less than from one look to the next. */
const absenceLasts = 350;
/** Videos that may be looked after at once before the earliest look is forgotten. */
const mostLooks = 1_000;

export interface Playability {
  /**
   * The video, marked as playable if its encode has written a playlist since it was read. Costs
   * nothing for videos in any other state.
   */
  refreshed(video: Video): Promise<Video>;
}

/**
 * Finds out when a video that is still encoding can be watched: the encoder does not say, so
 * whoever looks at the video looks for its playlist, many lookers as one.
 */
export function createPlayability(
  catalog: Pick<VideoCatalog, 'markPlayable'>,
  playlistExists: PlaylistProbe,
): Playability {
  const looks = new LRUCache<string, Promise<Video>>({ max: mostLooks, ttl: absenceLasts });

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
      // A playlist that cannot be looked for is not an error to whoever asked for the video.
      const looking = look(video).catch(() => video);
      looks.set(key, looking);
      return looking;
    },
  };
}
