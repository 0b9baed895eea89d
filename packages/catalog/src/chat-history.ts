import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { channelsTable } from '@tidecast/platform/tables';
import type { ChatMessage } from './channel.ts';
import type { ChatHistory } from './channel-catalog.ts';
import { decodeCursor, encodeCursor, type Position } from './cursor.ts';
import type { Page } from './video-catalog.ts';
import { unlessConditionFails } from './video-store.ts';

export interface ChatHistoryOptions {
  readonly client: DynamoDBClient;
  /** Name of the table that {@link channelsTable} defines. */
  readonly table: string;
  /** The clock; the system's by default. */
  readonly now?: () => Date;
}

/** How long messages can be read again, beside their recording, in seconds: a year. */
const keptSeconds = 365 * 24 * 60 * 60;

const [, , chatIndex] = channelsTable.indexes;
const { partitionKey, sortKey } = chatIndex;

const keyOf = (channelId: string, messageId: string) => `chat#${channelId}#${messageId}`;

/** Chat messages as rows of the channels table that delete themselves. */
export function createChatHistory(options: ChatHistoryOptions): ChatHistory {
  const { client, table, now = () => new Date() } = options;
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
    const items = Items.slice(0, limit).map((item) => item.message as ChatMessage);
    const last = items.at(-1);
    return Items.length > limit && last
      ? { items, nextCursor: encodeCursor({ at: last.sentAt, id: last.id }) }
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
            expire: Math.floor(now().getTime() / 1000) + keptSeconds,
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
        // Sort keys end in milliseconds: what is below this one is before `to`.
        values: {
          ':from': from.toISOString(),
          ':to': new Date(to.getTime() - 1).toISOString(),
        },
        ascending: true,
        after: cursor === undefined ? undefined : decodeCursor(cursor),
        limit,
      }),

    remove: (channelId, messageId) =>
      unlessConditionFails(
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
