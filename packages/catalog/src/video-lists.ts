import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { videosTable } from '@tidecast/platform/storage/tables';
import { decodeCursor, encodeCursor, type Position } from './cursor.ts';
import type { FeedMonths } from './feed-months.ts';
import type { OnUnreadable } from './record.ts';
import type { PendingStatus, Video } from './video.ts';
import type { Page, PageRequest } from './video-catalog.ts';
import { searchWords, videoRecord } from './video-item.ts';

type VideosIndex = (typeof videosTable.indexes)[number];

/** Most keys of one BatchGetItem (DynamoDB API reference). */
const batchSize = 100;
/** Most ids of one {@link VideoLists.getMany}. */
const maxIds = 1_000;
/** Pause before asking again for what BatchGetItem left out, in milliseconds; doubles each time. */
const firstPause = 20;
/** After this many empty answers, DynamoDB is refusing rather than busy. */
const maxBatchTries = 8;
/** Rows one search request reads at most; then it returns what it has and a cursor. */
const searchBudget = 2_000;
/** Rows one query of a search reads at most. */
const searchQuerySize = 500;

export interface VideoListsOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly feedMonths: FeedMonths;
  readonly onUnreadable: OnUnreadable;
}

/** One query: a partition of an index, in one direction, from a position on. */
interface Slice {
  readonly index: VideosIndex;
  readonly partition: string;
  readonly ascending?: boolean;
  readonly after?: Position | undefined;
  /** Only rows whose sort key is below this. */
  readonly below?: string;
  /** Words that every returned row contains. */
  readonly words?: readonly string[];
  readonly limit: number;
}

interface SliceResult {
  /** The rows that can be read. */
  readonly videos: readonly Video[];
  /** Where the query stopped before the partition's end. */
  readonly stoppedAt?: Position;
  /** Rows read, returned or not. */
  readonly read: number;
}

/** Every way to read more than one video. */
export function createVideoLists(options: VideoListsOptions) {
  const { documents, table, feedMonths, onUnreadable } = options;

  async function query(slice: Slice): Promise<SliceResult> {
    const { partitionKey, sortKey, name } = slice.index;
    const words = slice.words ?? [];
    const { Items, LastEvaluatedKey, ScannedCount } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: name,
        Limit: slice.limit,
        ScanIndexForward: slice.ascending ?? false,
        KeyConditionExpression: slice.below === undefined ? '#p = :p' : '#p = :p AND #s < :below',
        ...(words.length > 0 && {
          FilterExpression: words.map((_, n) => `contains(#text, :word${n})`).join(' AND '),
        }),
        ...(slice.after && {
          ExclusiveStartKey: {
            id: slice.after.id,
            [partitionKey.name]: slice.partition,
            [sortKey.name]: slice.after.at,
          },
        }),
        ExpressionAttributeNames: {
          '#p': partitionKey.name,
          ...(slice.below !== undefined && { '#s': sortKey.name }),
          ...(words.length > 0 && { '#text': 'searchText' }),
        },
        ExpressionAttributeValues: {
          ':p': slice.partition,
          ...(slice.below !== undefined && { ':below': slice.below }),
          ...Object.fromEntries(words.map((word, n) => [`:word${n}`, word])),
        },
      }),
    );
    return {
      videos: videoRecord.readAll(Items ?? [], onUnreadable),
      read: ScannedCount ?? 0,
      ...(LastEvaluatedKey && {
        stoppedAt: { id: LastEvaluatedKey.id, at: LastEvaluatedKey[sortKey.name] },
      }),
    };
  }

  /** Months of the feed from a position on, newest first. */
  async function monthsFrom(position: Position | undefined): Promise<readonly string[]> {
    const months = await feedMonths.list();
    if (!position) return months;
    const first = position.at.slice(0, 'yyyy-mm'.length);
    return months.filter((month) => month <= first);
  }

  async function listFeed(words: readonly string[], page: PageRequest): Promise<Page<Video>> {
    const start = startOf(page);
    const wanted = page.limit + 1;
    const found: Video[] = [];
    let budget = searchBudget;
    for (const month of await monthsFrom(start)) {
      // A position of another month lies outside this partition, so begin with its newest row.
      let after = start?.at.startsWith(month) ? start : undefined;
      do {
        const limit = words.length > 0 ? searchQuerySize : wanted - found.length;
        const result = await query({
          index: publicIndex,
          partition: month,
          after,
          words,
          limit,
        });
        found.push(...result.videos);
        if (found.length >= wanted) return pageOf(found, page.limit, publishedPosition);
        budget -= result.read;
        after = result.stoppedAt;
        if (budget <= 0) {
          return { items: found, nextCursor: encodeCursor(after ?? endOf(month)) };
        }
      } while (after);
    }
    return { items: found };
  }

  /**
   * As many videos of a partition as a page takes, and one more if there is one: rows that are
   * filtered out or unreadable must not make a page look like the last.
   */
  async function collect(
    partition: Omit<Slice, 'after' | 'limit'>,
    page: PageRequest,
    isWanted: (video: Video) => boolean = () => true,
  ): Promise<Video[]> {
    const found: Video[] = [];
    let after = startOf(page);
    do {
      const result = await query({ ...partition, after, limit: page.limit + 1 });
      found.push(...result.videos.filter(isWanted));
      after = result.stoppedAt;
    } while (after && found.length <= page.limit);
    return found;
  }

  /** One BatchGetItem and, while DynamoDB leaves keys out, more for the rest after a pause. */
  async function getBatch(ids: readonly string[]): Promise<Video[]> {
    const found: Video[] = [];
    let keys = ids.map((id) => ({ id }));
    for (let attempt = 0; attempt < maxBatchTries; attempt += 1) {
      const { Responses, UnprocessedKeys } = await documents.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: keys } } }),
      );
      found.push(...videoRecord.readAll(Responses?.[table] ?? [], onUnreadable));
      keys = (UnprocessedKeys?.[table]?.Keys ?? []) as typeof keys;
      if (keys.length === 0) return found;
      await new Promise((resolve) => setTimeout(resolve, firstPause * 2 ** attempt));
    }
    throw new Error(`DynamoDB did not return ${keys.length} of ${ids.length} videos: try again`);
  }

  return {
    async getMany(ids: readonly string[]): Promise<Video[]> {
      if (ids.length > maxIds)
        throw new RangeError(`cannot get ${ids.length} videos at once: at most ${maxIds}`);
      const distinct = [...new Set(ids)];
      const batches: string[][] = [];
      for (let start = 0; start < distinct.length; start += batchSize)
        batches.push(distinct.slice(start, start + batchSize));
      return (await Promise.all(batches.map(getBatch))).flat();
    },

    async listByOwner(ownerId: string, page: PageRequest): Promise<Page<Video>> {
      const found = await collect({ index: ownerIndex, partition: ownerId }, page, isListed);
      return pageOf(found, page.limit, (video) => ({ at: video.createdAt, id: video.id }));
    },

    listPublic: (page: PageRequest) => listFeed([], page),

    searchPublic: (text: string, page: PageRequest) => listFeed(searchWords(text), page),

    async listStale(status: PendingStatus, before: Date, page: PageRequest): Promise<Page<Video>> {
      const stale = {
        index: statusIndex,
        partition: status,
        ascending: true,
        below: before.toISOString(),
      };
      const found = await collect(stale, page);
      return pageOf(found, page.limit, (video) => ({ at: video.movedAt, id: video.id }));
    },
  };
}

const [ownerIndex, publicIndex, statusIndex] = videosTable.indexes;

function isListed({ status }: Video): boolean {
  return status !== 'deleting';
}

function startOf(page: PageRequest): Position | undefined {
  if (!Number.isInteger(page.limit) || page.limit < 1 || page.limit > 100)
    throw new RangeError(`a page holds 1 to 100 videos, not ${page.limit}`);
  return page.cursor === undefined ? undefined : decodeCursor(page.cursor);
}

/** The page, and a cursor only when one more video was seen behind it. */
function pageOf(
  videos: readonly Video[],
  limit: number,
  positionOf: (video: Video) => Position,
): Page<Video> {
  const items = videos.slice(0, limit);
  const last = items.at(-1);
  return videos.length > limit && last
    ? { items, nextCursor: encodeCursor(positionOf(last)) }
    : { items };
}

/**
 * A month is read from its newest row to its oldest, so nothing is left after its first instant.
 */
function endOf(month: string): Position {
  return { at: `${month}-01T00:00:00.000Z`, id: '0' };
}

function publishedPosition(video: Video): Position {
  // A row of the public index has its sort key by definition.
  return { at: video.publishedAt ?? video.createdAt, id: video.id };
}
