import { maySee } from '@tidecast/catalog/may-see';
import type { Video } from '@tidecast/catalog/video';
import type { Page, VideoCatalog } from '@tidecast/catalog/video-catalog';
import type { EditVideo, PageQuery, VideoPageView, VideoView } from '@tidecast/contract/videos';
import type { Principal } from '@tidecast/http/principal';
import { HttpProblem, notFound } from '@tidecast/http/problem';
import type { Publish } from '@tidecast/notifications/publisher';
import { videoPublished } from '@tidecast/notifications/video-notifications';
import type { Logger } from 'pino';
import type { Background } from '../../background.ts';
import { ownVideo, videoView } from './access.ts';
import type { Playability } from './playability.ts';

/** The stored objects of a video, as this service uses them. */
export interface VideoMaterial {
  /** Removes everything of a video in `deleting`, its row last. */
  purge(video: Video): Promise<unknown>;
  /** Gives the poster a new secret key, if there is one. */
  replacePoster(video: Video): Promise<Video | undefined>;
  /** Drops cached copies of the public feed, which the video has left. */
  forgetFeed(video: Video): Promise<void>;
}

/** Tells the submit function that a source is ready to be encoded. */
export type RequestEncode = (video: Video) => Promise<void>;

export interface VideoServiceDependencies {
  readonly catalog: VideoCatalog;
  readonly material: VideoMaterial;
  readonly playability: Playability;
  readonly requestEncode: RequestEncode;
  readonly publish: Publish;
  readonly background: Background;
  readonly logger: Logger;
  /** Called when something may have to leave the public feed. */
  readonly onUnpublish: () => void;
}

export type VideoService = ReturnType<typeof createVideoService>;

/** How long a request waits for a deletion, in milliseconds; the rest happens in the background. */
const longestPurgeWait = 3_000;

export function createVideoService(dependencies: VideoServiceDependencies) {
  const { catalog, material, playability, requestEncode, publish, background, logger } =
    dependencies;

  async function own(id: string, user: Principal): Promise<Video> {
    return ownVideo(await catalog.get(id), user);
  }

  /**
   * A video that the viewer may watch, up to date.
   *
   * @throws HttpProblem 404
   */
  async function visible(id: string, viewer: Principal | undefined): Promise<Video> {
    const found = await catalog.get(id);
    if (!found) throw notFound();
    const video = await playability.refreshed(found);
    if (!maySee(video, viewer)) throw notFound();
    return video;
  }

  /** Takes a video out of every list at once; its stored objects are removed afterwards. */
  async function remove(id: string): Promise<void> {
    const outcome = await catalog.markDeleting(id);
    if (!outcome.applied) throw notFound();
    dependencies.onUnpublish();
    await background.run('purge', () => material.purge(outcome.video), longestPurgeWait);
  }

  return {
    own,
    visible,
    remove,

    async view(id: string, viewer: Principal | undefined): Promise<VideoView> {
      return videoView(await visible(id, viewer), viewer);
    },

    async listOwn(user: Principal, query: PageQuery): Promise<VideoPageView> {
      const { limit, cursor } = query;
      const page = await catalog.listByOwner(user.userId, { limit, ...(cursor && { cursor }) });
      return pageView(page, user);
    },

    async edit(id: string, changes: EditVideo, user: Principal): Promise<VideoView> {
      const before = await own(id, user);
      const { visibility } = changes;
      const outcome = await catalog.edit(id, changes);
      if (!outcome.applied) throw notFound();
      dependencies.onUnpublish();
      if (before.publishedAt === undefined && outcome.video.publishedAt !== undefined)
        await background.run('tell', () => publish(videoPublished(outcome.video)), 0);
      const hidden = visibility !== undefined && visibility !== 'public';
      if (hidden && outcome.video.publishedAt) await material.forgetFeed(outcome.video);
      if (visibility !== 'private') return videoView(outcome.video, user);
      // Even if it was private before: asking again is how a failed replacement is retried.
      const replaced = await material.replacePoster(outcome.video);
      return videoView(replaced ?? outcome.video, user);
    },

    /** For its owner, or for a moderator, who need not be able to see it. */
    async takeDown(id: string, user: Principal): Promise<void> {
      if (!user.moderator) await own(id, user);
      await remove(id);
    },

    async retry(id: string, user: Principal): Promise<VideoView> {
      const video = await own(id, user);
      const possible = video.status === 'failed' && video.error?.retryable !== false;
      const outcome = possible ? await catalog.retry(id) : undefined;
      if (!outcome?.applied)
        throw new HttpProblem(
          'not_retryable',
          video.status === 'failed'
            ? 'The same file cannot succeed: upload another.'
            : `The video is ${video.status}: only a failed one can be tried again.`,
        );
      await requestEncode(outcome.video).catch((error: unknown) =>
        // The video is queued, so the reconciler will submit it.
        logger.error(
          { err: error, video: id },
          'failed to request the encode; the reconciler will submit the video',
        ),
      );
      return videoView(outcome.video, user);
    },
  };
}

/** A page of videos as the viewer may see them. */
export function pageView(page: Page<Video>, viewer: Principal | undefined): VideoPageView {
  return {
    items: page.items
      .filter(({ status }) => status !== 'deleting')
      .map((video) => videoView(video, viewer)),
    nextCursor: page.nextCursor ?? null,
  };
}
