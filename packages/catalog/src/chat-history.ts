import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { channelsTable } from '@tidecast/platform/storage/tables';
import * as z from 'zod';
import { type ChatMessage, chatMessageSchema } from './channel.ts';
import type { ChatHistory } from './channel-catalog.ts';
import { conditionHeld } from './conditional-write.ts';
import { decodeCursor, encodeCursor, type Position } from './cursor.ts';
import { defineRecord, type OnUnreadable, warnOfUnreadable } from './record.ts';
import type { Page } from './video-catalog.ts';

export interface ChatHistoryOptions {
  readonly client: DynamoDBClient;
  /** Name of the table that {@link channelsTable} defines. */
  readonly table: string;
  /** The clock; the system's by default. */
  readonly now?: () => Date;
  /** Called with rows that are left out; {@link warnOfUnreadable} by default. */
  readonly onUnreadable?: OnUnreadable;
}

/** How long messages can be replayed beside their recording, in seconds: a year. */
const keptSeconds = 365 * 24 * 60 * 60;

const [, , chatIndex] = channelsTable.indexes;
const { partitionKey, sortKey } = chatIndex;

const prefixOf = (channelId: string) => `chat#${channelId}#`;
const keyOf = (channelId: string, messageId: string) => prefixOf(channelId) + messageId;

const messageRecord = defineRecord<{ readonly message: ChatMessage }>({
  kind: 'chat message',
  key: 'id',
  schema: z.object({ message: chatMessageSchema }),
});

/** Chat messages as rows of the channels table that delete themselves. */
export function createChatHistory(options: ChatHistoryOptions): ChatHistory {
  const { client, table, now = () => new Date(), onUnreadable = warnOfUnreadable } = options;
  const documents = DynamoDBDocumentClient.from(client);

  async function query(
    channelId: string,
    slice: {
      readonly condition?: string;
      readonly values?: Readonly<Record<string, string>>;
      readonly ascending: boolean;
      readonly after: Position | undefined;
      readonly limit: number;
    },
  ): Promise<Page<ChatMessage>> {
    const { condition = '', values = {}, ascending, after, limit } = slice;
    const { Items = [] } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: chatIndex.name,
        ScanIndexForward: ascending,
        Limit: limit + 1,
        KeyConditionExpression: `#p = :p${condition}`,
        ExpressionAttributeNames: {
          '#p': partitionKey.name,
          ...(condition !== '' && { '#s': sortKey.name }),
        },
        ExpressionAttributeValues: {
          ':p': channelId,
          ...values,
        },
        ...(after && {
          ExclusiveStartKey: {
            id: keyOf(channelId, after.id),
            [partitionKey.name]: channelId,
            [sortKey.name]: after.at,
          },
        }),
      }),
    );
    const shown = Items.slice(0, limit);
    const items = messageRecord.readAll(shown, onUnreadable).map(({ message }) => message);
    const { id, [sortKey.name]: at } = shown.at(-1) ?? {};
    return Items.length > limit && typeof id === 'string' && typeof at === 'string'
      ? {
          items,
          nextCursor: encodeCursor({ at, id: id.slice(prefixOf(channelId).length) }),
        }
      : { items };
  }

  return {
    async add(channelId, message) {
      await documents.send(
        new PutCommand({
          TableName: table,
          Item: {
            id: keyOf(channelId, message.id),
            [partitionKey.name]: channelId,
            [sortKey.name]: message.sentAt,
            message,
            ...messageRecord.stamp,
            [channelsTable.timeToLive]: Math.floor(now().getTime() / 1000) + keptSeconds,
          },
        }),
      );
    },

    latest: (channelId, { limit, before }) =>
      query(channelId, {
        ascending: false,
        after: before === undefined ? undefined : decodeCursor(before),
        limit,
      }),

    between: (channelId, { from, to, limit, cursor }) =>
      query(channelId, {
        condition: ' AND #s BETWEEN :from AND :to',
        // Sort keys have milliseconds, so a key below this one is before `to`.
        values: {
          ':from': from.toISOString(),
          ':to': new Date(to.getTime() - 1).toISOString(),
        },
        ascending: true,
        after: cursor === undefined ? undefined : decodeCursor(cursor),
        limit,
      }),

    remove: (channelId, messageId) =>
      conditionHeld(
        documents.send(
          new DeleteCommand({
            TableName: table,
            Key: { id: keyOf(channelId, messageId) },
            ConditionExpression: 'attribute_exists(id)',
          }),
        ),
      ),
  };
}
