import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { defaultDetails } from '@tidecast/contract/videos';
import { digest } from './digest.ts';
import { createExpiringFacts } from './expiring-facts.ts';
import { createFeedMonths } from './feed-months.ts';
import { type OnUnreadable, warnOfUnreadable } from './record.ts';
import * as transitions from './transitions.ts';
import type { Video } from './video.ts';
import type { NewVideo, VideoCatalog } from './video-catalog.ts';
import { createVideoLists } from './video-lists.ts';
import { createVideoStore } from './video-store.ts';

export interface VideoCatalogOptions {
  readonly client: DynamoDBClient;
  /** Names of the tables that {@link videosTable} and {@link expiringTable} define. */
  readonly tables: { readonly videos: string; readonly expiring: string };
  /** The clock; the system's by default. */
  readonly now?: () => Date;
  /** Called with rows that lists leave out; {@link warnOfUnreadable} by default. */
  readonly onUnreadable?: OnUnreadable;
}

/**
 * The catalog on DynamoDB.
 *
 * Each step reads the row, applies a pure transition, and writes the difference on condition that
 * the row's `version` is still the one read; a writer that lost the race reads again.
 *
 * An unreadable row is an error when it is read by id, and left out of lists.
 *
 * Search filters the public feed as it reads it, at most 2,000 rows a request, which suits
 * thousands of public videos. Beyond that, use an OpenSearch index fed from the table's stream.
 */
export function createVideoCatalog(options: VideoCatalogOptions): VideoCatalog {
  const { client, tables, now = () => new Date(), onUnreadable = warnOfUnreadable } = options;
  const documents = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const feedMonths = createFeedMonths(documents, tables.videos, now);
  const store = createVideoStore({ documents, table: tables.videos, feedMonths, now });
  const lists = createVideoLists({ documents, table: tables.videos, feedMonths, onUnreadable });
  const facts = createExpiringFacts({ documents, table: tables.expiring, now });

  return {
    ...lists,
    get: store.get,
    remove: store.remove,

    async create(video) {
      const created = newVideo(video, now());
      await store.create(created);
      return created;
    },

    async createReady(video) {
      const { media, createdFrom, ...rest } = video;
      const ready: Video = {
        ...newVideo(rest, now()),
        status: 'ready',
        progress: 100,
        playable: true,
        media,
        createdFrom,
        ...(video.visibility === 'public' && { publishedAt: now().toISOString() }),
      };
      if (await store.createOnce(ready)) return { applied: true, video: ready };
      const known = await store.get(video.id);
      return { applied: false, ...(known && { video: known }) };
    },

    edit: (id, changes) => store.apply(id, transitions.edited(changes)),
    putCaption: (id, caption) => store.apply(id, transitions.captioned(caption)),
    removeCaption: (id, language) => store.apply(id, transitions.uncaptioned(language)),
    markUploaded: (id, object) => store.apply(id, transitions.uploaded(object)),
    retry: (id) => store.apply(id, transitions.retried),
    leaseEncode: ({ videoId, attempt }, seconds) =>
      store.apply(videoId, transitions.leased(attempt, seconds)),
    releaseEncode: ({ videoId, attempt }, leaseUntil) =>
      store.apply(videoId, transitions.released(attempt, leaseUntil)),
    markSubmitted: ({ videoId, attempt }, job) =>
      store.apply(videoId, transitions.submitted(attempt, job)),
    recordProgress: ({ videoId, attempt }, event) =>
      store.apply(videoId, transitions.progressed(attempt, event)),
    markPlayable: ({ videoId, attempt }) => store.apply(videoId, transitions.playable(attempt)),
    markReady: ({ videoId, attempt }, event) =>
      store.apply(videoId, transitions.readied(attempt, event)),
    markFailed: ({ videoId, attempt }, failure) =>
      store.apply(videoId, transitions.failed(attempt, failure)),
    requeue: ({ videoId, attempt }) => store.apply(videoId, transitions.requeued(attempt)),
    markDeleting: (id) => store.apply(id, transitions.deleting),

    async addView(id, viewerKey, windowSeconds) {
      const isNew = await facts.mark(`view#${digest(`${id}#${viewerKey}`)}`, windowSeconds);
      return isNew && (await store.countView(id));
    },

    spendEncodeMinutes: ({ ownerId, videoId, attempt }, minutes, cap) =>
      facts.spendMinutes(ownerId, digest(`${videoId}#${attempt}`), minutes, cap),
  };
}

function newVideo(video: NewVideo, now: Date): Video {
  const at = now.toISOString();
  return {
    ...defaultDetails,
    ...video,
    status: 'uploading',
    progress: 0,
    playable: false,
    encode: { attempt: 1 },
    captions: [],
    views: 0,
    createdAt: at,
    movedAt: at,
    version: 1,
  };
}
