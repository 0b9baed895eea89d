import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { conditionHeld } from './conditional-write.ts';
import { digest } from './digest.ts';
import { defineRecord } from './record.ts';

/**
 * `taken`: the caller does the work. `held`: another is doing it. `done`: it has been done already.
 */
export type ClaimOutcome = 'taken' | 'held' | 'done';

/**
 * Makes sure that work is done once, even if several processes are asked to do it: one takes the
 * claim, does the work and settles the claim. A claim whose holder died expires by itself.
 */
export interface Claims {
  /** @param seconds - how long the claim lasts: longer than its holder can live */
  take(work: string, seconds: number): Promise<ClaimOutcome>;
  /** Records that the work is done. @param seconds - how long to remember that */
  settle(work: string, seconds: number): Promise<void>;
  /**
   * Gives the claim back after a failure, so that another may take it. Only for the claim's holder.
   */
  giveBack(work: string): Promise<void>;
}

export interface ClaimsOptions {
  readonly client: DynamoDBClient;
  /** Name of the table that {@link expiringTable} defines. */
  readonly table: string;
  /** The clock; the system's by default. */
  readonly now?: () => Date;
}

const claimRecord = defineRecord({
  kind: 'claim',
  key: 'key',
  schema: z.object({ done: z.boolean().default(false) }),
});

/** Claims as rows of the expiring table. */
export function createClaims({ client, table, now = () => new Date() }: ClaimsOptions): Claims {
  const documents = DynamoDBDocumentClient.from(client);
  const seconds = () => Math.floor(now().getTime() / 1000);
  const keyOf = (work: string) => `claim#${digest(work)}`;

  return {
    async take(work, duration) {
      const key = keyOf(work);
      const taken = await conditionHeld(
        documents.send(
          new PutCommand({
            TableName: table,
            Item: { key, expire: seconds() + duration },
            ConditionExpression: 'attribute_not_exists(#key) OR #expire <= :now',
            ExpressionAttributeNames: { '#key': 'key', '#expire': 'expire' },
            ExpressionAttributeValues: { ':now': seconds() },
          }),
        ),
      );
      if (taken) return 'taken';
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { key }, ConsistentRead: true }),
      );
      return Item && claimRecord.read(Item).done ? 'done' : 'held';
    },

    async settle(work, duration) {
      const Item = { key: keyOf(work), expire: seconds() + duration, done: true };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },

    async giveBack(work) {
      await documents.send(new DeleteCommand({ TableName: table, Key: { key: keyOf(work) } }));
    },
  };
}
