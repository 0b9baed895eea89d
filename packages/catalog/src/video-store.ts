import { DeleteCommand, type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld } from './conditional-write.ts';
import type { FeedMonths } from './feed-months.ts';
import type { Transition } from './transitions.ts';
import { createVersionedRows } from './versioned-rows.ts';
import type { Video } from './video.ts';
import type { Outcome } from './video-catalog.ts';
import { publicMonth, toItem, videoRecord } from './video-item.ts';

export interface VideoStoreOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly feedMonths: FeedMonths;
  readonly now: () => Date;
}

/** Rows of the videos table, one at a time. */
export interface VideoStore {
  get(id: string): Promise<Video | undefined>;
  create(video: Video): Promise<void>;
  /** Like create. @returns false when the id exists already */
  createOnce(video: Video): Promise<boolean>;
  /** Applies a step as one conditional write, if the version it was based on is still current. */
  apply(id: string, transition: Transition): Promise<Outcome>;
  remove(id: string): Promise<void>;
  /** False when there is no such video, or it is being deleted. */
  countView(id: string): Promise<boolean>;
}

export function createVideoStore(options: VideoStoreOptions): VideoStore {
  const { documents, table, feedMonths, now } = options;

  const rows = createVersionedRows<Video>({
    documents,
    table,
    record: videoRecord,
    toRow: toItem,
    now,
    // Writing them with a step would undo counts made meanwhile.
    counters: ['views'],
    async beforeWrite(before, after) {
      const month = publicMonth(after);
      // Add the month before the video: a month without videos costs one empty query, but a video
      // in an unknown month would not be found.
      if (month !== undefined && month !== publicMonth(before)) await feedMonths.add(month);
    },
  });

  async function createOnce(video: Video): Promise<boolean> {
    const month = publicMonth(video);
    if (month !== undefined) await feedMonths.add(month);
    return rows.insert(video);
  }

  return {
    get: rows.get,
    createOnce,

    async create(video) {
      if (!(await createOnce(video)))
        throw new Error(`video ${video.id} already exists: ids are used once`);
    },

    async apply(id, transition) {
      const { applied, value: video } = await rows.apply(id, transition);
      return applied ? { applied, video } : { applied, ...(video && { video }) };
    },

    async remove(id) {
      await conditionHeld(
        documents.send(
          new DeleteCommand({
            TableName: table,
            Key: { id },
            ConditionExpression: '#status = :deleting',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':deleting': 'deleting' },
          }),
        ),
      );
    },

    // Leaves the version alone: views of a popular video must not notify everybody who follows its
    // status.
    async countView(id) {
      return conditionHeld(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: { id },
            UpdateExpression: 'ADD #views :one',
            ConditionExpression: 'attribute_exists(id) AND #status <> :deleting',
            ExpressionAttributeNames: { '#views': 'views', '#status': 'status' },
            ExpressionAttributeValues: { ':one': 1, ':deleting': 'deleting' },
          }),
        ),
      );
    },
  };
}
