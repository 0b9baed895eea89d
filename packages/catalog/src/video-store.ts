import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { FeedMonths } from './feed-months.ts';
import type { Transition } from './transitions.ts';
import type { Video } from './video.ts';
import type { Outcome } from './video-catalog.ts';
import { fromItem, publicMonth, toItem, type VideoItem } from './video-item.ts';

/**
 * How often one step is tried when other writers keep winning. Each round lets one writer through,
 * so this is how many may write one video at the same moment.
 */
const mostRounds = 50;

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
  /** As create. @returns false when the id is there already */
  createOnce(video: Video): Promise<boolean>;
  /** Applies a step as one conditional write, on the very version it was decided on. */
  apply(id: string, transition: Transition): Promise<Outcome>;
  remove(id: string): Promise<void>;
  /** False when there is no such video, or it is being deleted. */
  countView(id: string): Promise<boolean>;
}

export function createVideoStore(options: VideoStoreOptions): VideoStore {
  const { documents, table, feedMonths, now } = options;

  // Strongly consistent: every reader of one video decides something by what it reads.
  async function get(id: string): Promise<Video | undefined> {
    const { Item } = await documents.send(
      new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }),
    );
    // The row of the feed's months is in this table too, and is no video.
    return Item && 'version' in Item ? fromItem(Item) : undefined;
  }

  async function write(before: Video, after: Video): Promise<boolean> {
    const month = publicMonth(after);
    // First the month, then the video: a month without videos costs one empty query, a video in a
    // month that nobody knows would not be found.
    if (month !== undefined && month !== publicMonth(before)) await feedMonths.add(month);
    return unlessConditionFails(
      documents.send(
        new UpdateCommand({
          TableName: table,
          Key: { id: before.id },
          ...versionedUpdate(before, after),
        }),
      ),
    );
  }

  async function createOnce(video: Video): Promise<boolean> {
    const month = publicMonth(video);
    if (month !== undefined) await feedMonths.add(month);
    return unlessConditionFails(
      documents.send(
        new PutCommand({
          TableName: table,
          Item: toItem(video),
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      ),
    );
  }

  return {
    get,
    createOnce,

    async create(video) {
      if (!(await createOnce(video)))
        throw new Error(`video ${video.id} exists already: ids are used once`);
    },

    async apply(id, transition) {
      for (let round = 0; round < mostRounds; round += 1) {
        const before = await get(id);
        if (!before) return { applied: false };
        const changed = transition(before, now());
        if (!changed) return { applied: false, video: before };
        const after: Video = { ...changed, version: before.version + 1 };
        if (await write(before, after)) return { applied: true, video: after };
      }
      throw new Error(`video ${id} was written by others ${mostRounds} times in a row: try again`);
    },

    async remove(id) {
      await unlessConditionFails(
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

    // Leaves the version alone: a popular video must not wake everybody who follows its status.
    async countView(id) {
      return unlessConditionFails(
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

/** Waits for a conditional write: true when it was done, false when its condition did not hold. */
export async function unlessConditionFails(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The attributes that differ, and the condition that nobody has written since they were read. */
function versionedUpdate(before: Video, after: Video) {
  const old: Partial<VideoItem> = toItem(before);
  const next: Partial<VideoItem> = toItem(after);
  const names = [...new Set([...Object.keys(old), ...Object.keys(next)])] as (keyof VideoItem)[];
  // Views are counted by countView alone: written here, they would undo what it counts meanwhile.
  const changed = names.filter(
    (name) => name !== 'views' && !isDeepStrictEqual(old[name], next[name]),
  );
  const set = changed.filter((name) => next[name] !== undefined);
  const removed = changed.filter((name) => next[name] === undefined);
  const setExpression = `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`;
  const removeExpression = ` REMOVE ${removed.map((name) => `#${name}`).join(', ')}`;
  return {
    UpdateExpression: removed.length > 0 ? setExpression + removeExpression : setExpression,
    ConditionExpression: '#version = :before',
    ExpressionAttributeNames: Object.fromEntries(changed.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ':before': before.version,
      ...Object.fromEntries(set.map((name) => [`:${name}`, next[name]])),
    },
  };
}
