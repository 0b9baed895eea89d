import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { defineRecord, type Row } from './record.ts';

/** Row of the videos table that holds the months; no video's id contains `#`. */
const rowId = 'feed#months';

const monthsRecord = defineRecord({
  kind: "feed's months",
  key: 'id',
  schema: z.object({ months: z.set(z.string()) }),
});

/** How long a reader may miss a month that another process added. */
const cacheMilliseconds = 5_000;

export interface FeedMonths {
  /** Months (`2026-11`) that hold or held public videos, newest first. */
  list(): Promise<readonly string[]>;
  /** Makes a month known before a video is put in it. Costs a write once per month and process. */
  add(month: string): Promise<void>;
}

/** The months of the public feed, which tell its reader where to begin and where to stop. */
export function createFeedMonths(
  documents: DynamoDBDocumentClient,
  table: string,
  now: () => Date,
): FeedMonths {
  let cached: { readonly months: readonly string[]; readonly until: number } | undefined;

  return {
    async list() {
      if (cached && now().getTime() < cached.until) return cached.months;
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { id: rowId } }),
      );
      const months = Item ? monthsOf(Item) : [];
      cached = { months, until: now().getTime() + cacheMilliseconds };
      return months;
    },

    async add(month) {
      if (cached?.months.includes(month)) return;
      const { Attributes } = await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: { id: rowId },
          UpdateExpression: 'ADD #months :month',
          ExpressionAttributeNames: { '#months': 'months' },
          ExpressionAttributeValues: { ':month': new Set([month]) },
          ReturnValues: 'ALL_NEW',
        }),
      );
      const months = Attributes ? monthsOf(Attributes) : [month];
      cached = { months, until: now().getTime() + cacheMilliseconds };
    },
  };
}

function monthsOf(row: Row): string[] {
  return [...monthsRecord.read(row).months].sort().reverse();
}
