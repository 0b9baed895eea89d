import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/lib-dynamodb';
import { channelsTable } from '@tidecast/platform/storage/tables';
import { ulid } from 'ulid';
import * as z from 'zod';
import {
  type Channel,
  channelSchema,
  type RecordedChannel,
  recordedChannelSchema,
} from './channel.ts';
import type { ChannelCatalog, ChannelOutcome } from './channel-catalog.ts';
import * as transitions from './channel-transitions.ts';
import { conditionHeld } from './conditional-write.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { defineRecord, type OnUnreadable, type Row, warnOfUnreadable } from './record.ts';
import { createVersionedRows, maxRounds } from './versioned-rows.ts';
import type { Page, PageRequest } from './video-catalog.ts';

export interface ChannelCatalogOptions {
  readonly client: DynamoDBClient;
  /** Name of the table that {@link channelsTable} defines. */
  readonly table: string;
  /** The clock; the system's by default. */
  readonly now?: () => Date;
  /** Called with rows that lists leave out; {@link warnOfUnreadable} by default. */
  readonly onUnreadable?: OnUnreadable;
}

const channelRecord = defineRecord<Channel>({ kind: 'channel', key: 'id', schema: channelSchema });
const claimRecord = defineRecord({
  kind: "owner's claim",
  key: 'id',
  schema: z.object({ channelId: z.string() }),
});
const recordedRecord = defineRecord<{ readonly recorded: RecordedChannel }>({
  kind: 'recorded channel',
  key: 'id',
  schema: z.object({ recorded: recordedChannelSchema }),
});

/**
 * How long a recording's owner is remembered, in seconds: its last event may be hours late, and its
 * import may take several runs.
 */
const recordedSeconds = 7 * 24 * 60 * 60;

const [ownerIndex, stateIndex] = channelsTable.indexes;

/** One row per owner, so that the channel is made once. No channel's id contains `#`. */
const claimKey = (ownerId: string) => `owner#${ownerId}`;
const recordedKey = (ivsId: string) => `ivs#${ivsId}`;

/**
 * The catalog of channels on DynamoDB. Each step is written only if the version it was based on is
 * still current.
 */
export function createChannelCatalog(options: ChannelCatalogOptions): ChannelCatalog {
  const { client, table, now = () => new Date(), onUnreadable = warnOfUnreadable } = options;
  const documents = DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
  const rows = createVersionedRows<Channel>({
    documents,
    table,
    record: channelRecord,
    toRow: (channel) => ({ ...channel, ...channelRecord.stamp }),
    now,
  });
  const { get } = rows;

  async function apply(
    id: string,
    transition: transitions.ChannelTransition,
  ): Promise<ChannelOutcome> {
    const { applied, value: channel } = await rows.apply(id, transition);
    return applied ? { applied, channel } : { applied, ...(channel && { channel }) };
  }

  async function row(id: string): Promise<Row | undefined> {
    const { Item } = await documents.send(
      new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }),
    );
    return Item;
  }

  /** Claims an id for the owner's channel, or finds the one claimed before. */
  async function claimId(ownerId: string, wanted: string): Promise<string> {
    const key = claimKey(ownerId);
    const taken = await conditionHeld(
      documents.send(
        new PutCommand({
          TableName: table,
          Item: { id: key, channelId: wanted, ...claimRecord.stamp },
          ConditionExpression: 'attribute_not_exists(id) OR channelId = :wanted',
          ExpressionAttributeValues: { ':wanted': wanted },
        }),
      ),
    );
    if (taken) return wanted;
    const claim = await row(key);
    // If the claim was given up between the two requests, it is free again.
    return claim ? claimRecord.read(claim).channelId : claimId(ownerId, wanted);
  }

  /**
   * Records who owns an IVS channel's recordings. @param expire - Unix seconds; never when absent
   */
  async function noteRecorded(ivsId: string, channel: Channel, expire?: number): Promise<void> {
    await documents.send(
      new PutCommand({
        TableName: table,
        Item: {
          id: recordedKey(ivsId),
          recorded: recordedOf(channel),
          ...recordedRecord.stamp,
          ...(expire !== undefined && { [channelsTable.timeToLive]: expire }),
        },
      }),
    );
  }

  async function list(
    index: typeof ownerIndex | typeof stateIndex,
    partition: string,
    page: PageRequest,
  ): Promise<Page<Channel>> {
    const { partitionKey, sortKey } = index;
    const after = page.cursor === undefined ? undefined : decodeCursor(page.cursor);
    const found: Row[] = [];
    let start: Record<string, unknown> | undefined = after && {
      id: after.id,
      [partitionKey.name]: partition,
      [sortKey.name]: after.at,
    };
    // Rows with many bans are large, so DynamoDB may return fewer than asked for although there are
    // more.
    do {
      const { Items = [], LastEvaluatedKey } = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: index.name,
          Limit: page.limit + 1 - found.length,
          ScanIndexForward: false,
          KeyConditionExpression: '#p = :p',
          ExpressionAttributeNames: { '#p': partitionKey.name },
          ExpressionAttributeValues: { ':p': partition },
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      found.push(...Items);
      start = LastEvaluatedKey;
    } while (start && found.length <= page.limit);
    const shown = found.slice(0, page.limit);
    const items = channelRecord
      .readAll(shown, onUnreadable)
      .filter(({ status }) => status !== 'closing');
    const { id, [sortKey.name]: at } = shown.at(-1) ?? {};
    return found.length > page.limit && typeof id === 'string' && typeof at === 'string'
      ? { items, nextCursor: encodeCursor({ at, id }) }
      : { items };
  }

  return {
    get,
    listLive: (page) => list(stateIndex, 'live', page),
    listByOwner: (ownerId, page) => list(ownerIndex, ownerId, page),

    async claim(owner) {
      for (let round = 0; round < maxRounds; round += 1) {
        const id = await claimId(owner.ownerId, ulid(now().getTime()));
        const existing = await get(id);
        if (existing) return { channel: existing, created: false };
        const channel = newChannel(id, owner, now());
        const created = await rows.insert(channel);
        // The channel may have been closed between the claim and its row, which then belongs to
        // nobody.
        if ((await claimId(owner.ownerId, id)) === id)
          return { channel: (await get(id)) ?? channel, created };
        if (created) await documents.send(new DeleteCommand({ TableName: table, Key: { id } }));
      }
      throw new Error(`the channel of ${owner.ownerId} was opened and closed again and again`);
    },

    async *all() {
      let start: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await documents.send(
          new ScanCommand({
            TableName: table,
            IndexName: ownerIndex.name,
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        yield* channelRecord.readAll(Items, onUnreadable);
        start = LastEvaluatedKey;
      } while (start);
    },

    leaseOpening: (id, seconds) => apply(id, transitions.openingLeased(seconds)),
    releaseOpening: (id, leaseUntil) => apply(id, transitions.openingReleased(leaseUntil)),

    async markOpen(id, ivs, chatRoomArn) {
      const channel = await get(id);
      // Record first who owns the recordings: a stream must not end before that is known.
      if (channel?.status === 'opening') await noteRecorded(ivsIdOf(ivs.channelArn), channel);
      return apply(id, transitions.opened(ivs, chatRoomArn));
    },

    markClosing: (id) => apply(id, transitions.closing),

    async remove(id) {
      const channel = await get(id);
      if (channel?.status !== 'closing') return;
      if (channel.ivs)
        await noteRecorded(
          ivsIdOf(channel.ivs.channelArn),
          channel,
          Math.floor(now().getTime() / 1000) + recordedSeconds,
        );
      // Remove the claim first: an owner whose claim led to a row in `closing` could never open a
      // channel again.
      await conditionHeld(
        documents.send(
          new DeleteCommand({
            TableName: table,
            Key: { id: claimKey(channel.ownerId) },
            ConditionExpression: 'channelId = :id',
            ExpressionAttributeValues: { ':id': id },
          }),
        ),
      );
      await documents.send(new DeleteCommand({ TableName: table, Key: { id } }));
    },

    edit: (id, changes) => apply(id, transitions.edited(changes)),
    markLive: (id, streamId, startedAt) =>
      apply(id, transitions.streamStarted(streamId, startedAt)),
    markOffline: (id, streamId, at) => apply(id, transitions.streamEnded(streamId, at)),
    tellHealth: (id, { streamId, state, at }) =>
      apply(id, transitions.healthReported(streamId, state, at)),
    settle: (id, truth, asked) => apply(id, transitions.settled(truth, asked)),
    addModerator: (id, moderator) => apply(id, transitions.moderatorAdded(moderator)),
    removeModerator: (id, userId) => apply(id, transitions.moderatorRemoved(userId)),
    ban: (id, userId, reason, by, displayName) =>
      apply(id, transitions.banned(userId, reason, by, displayName)),
    unban: (id, userId) => apply(id, transitions.unbanned(userId)),

    async findRecorded(ivsId) {
      const item = await row(recordedKey(ivsId));
      const recorded = item && recordedRecord.read(item).recorded;
      // The title may have changed since the channel was opened.
      const channel = recorded && (await get(recorded.channelId));
      return channel ? recordedOf(channel) : recorded;
    },
  };
}

/** The id that IVS uses for a channel in keys: the last part of its ARN. */
export function ivsIdOf(channelArn: string): string {
  return channelArn.slice(channelArn.lastIndexOf('/') + 1);
}

function recordedOf({ id, ownerId, ownerName, title }: Channel): RecordedChannel {
  return { channelId: id, ownerId, ownerName, title };
}

function newChannel(
  id: string,
  owner: Pick<Channel, 'ownerId' | 'ownerName' | 'title'>,
  now: Date,
): Channel {
  return {
    ...owner,
    id,
    status: 'opening',
    state: 'offline',
    ended: [],
    slowModeSeconds: 0,
    moderators: [],
    bans: {},
    createdAt: now.toISOString(),
    version: 1,
  };
}
