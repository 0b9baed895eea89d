import { maySee } from '@tidecast/catalog/may-see';
import type { Video } from '@tidecast/catalog/video';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import type { StatusEvent } from '@tidecast/contract/status-events';
import { lastStatuses } from '@tidecast/contract/vocabulary';
import type { Principal } from '@tidecast/http/principal';
import type { Logger } from 'pino';
import type { Playability } from '../videos/playability.ts';

/** A listener to one video. */
export interface Watcher {
  readonly viewer: Principal | undefined;
  /** A new version of the video. */
  send(version: number, event: StatusEvent): void;
  /** Nothing more will come. */
  end(): void;
}

export interface StatusHub {
  /** Watches a video for versions newer than the given one; returns a function that stops it. */
  watch(video: Video, watcher: Watcher): () => void;
  /** Ends every watch: the process is stopping. */
  close(): void;
}

export interface StatusHubDependencies {
  readonly catalog: Pick<VideoCatalog, 'getMany'>;
  readonly playability: Playability;
  readonly logger: Logger;
  /** Milliseconds between polls of the watched videos; 400 by default. */
  readonly pollInterval?: number;
}

/** Ids in one request to the catalog, at most. */
const batchSize = 1_000;

/**
 * Notifies watchers of every change to their videos. The catalog is the only source, so any number
 * of replicas can run: while anybody watches, each replica polls all its watched videos in one
 * request.
 */
export function createStatusHub(dependencies: StatusHubDependencies): StatusHub {
  const { catalog, playability, logger, pollInterval = 400 } = dependencies;
  const watched = new Map<string, Map<Watcher, number>>();
  let timer: NodeJS.Timeout | undefined;

  function schedule(): void {
    if (timer || watched.size === 0) return;
    timer = setTimeout(async () => {
      await poll().catch((error: unknown) => logger.warn({ err: error }, 'status poll failed'));
      timer = undefined;
      schedule();
    }, pollInterval);
  }

  async function poll(): Promise<void> {
    const ids = [...watched.keys()];
    for (let first = 0; first < ids.length; first += batchSize) {
      const batch = ids.slice(first, first + batchSize);
      const videos = new Map((await catalog.getMany(batch)).map((video) => [video.id, video]));
      await Promise.all(
        batch.map(async (id) => {
          const video = videos.get(id);
          tell(id, video && (await playability.refreshed(video)));
        }),
      );
    }
  }

  function tell(id: string, video: Video | undefined): void {
    for (const [watcher, version] of watched.get(id) ?? []) {
      if (!video || !maySee(video, watcher.viewer)) {
        watcher.send(video?.version ?? version + 1, goneEvent);
        leave(id, watcher);
        watcher.end();
      } else if (video.version > version) {
        watched.get(id)?.set(watcher, video.version);
        watcher.send(video.version, statusEvent(video));
        if (lastStatuses.includes(video.status)) {
          leave(id, watcher);
          watcher.end();
        }
      }
    }
  }

  function leave(id: string, watcher: Watcher): void {
    const watchers = watched.get(id);
    watchers?.delete(watcher);
    if (watchers?.size === 0) watched.delete(id);
  }

  return {
    watch(video, watcher) {
      const watchers = watched.get(video.id) ?? new Map<Watcher, number>();
      watchers.set(watcher, video.version);
      watched.set(video.id, watchers);
      schedule();
      return () => leave(video.id, watcher);
    },
    close() {
      clearTimeout(timer);
      const all = [...watched.values()].flatMap((watchers) => [...watchers.keys()]);
      watched.clear();
      for (const watcher of all) watcher.end();
    },
  };
}

/** For a video that is being deleted, or hidden from this viewer: the two look alike. */
const goneEvent: StatusEvent = {
  status: 'deleting',
  progress: 0,
  phase: null,
  error: null,
  playable: false,
};

/** The event sent to a watcher who may see the video. */
export function statusEvent(video: Video): StatusEvent {
  return {
    status: video.status,
    progress: video.progress,
    phase: video.phase ?? null,
    error: video.error ?? null,
    playable: video.playable,
  };
}
