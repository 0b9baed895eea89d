import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { conditionHeld } from './conditional-write.ts';
import { defineRecord } from './record.ts';

const minutesRecord = defineRecord({
  kind: "day's minutes",
  key: 'key',
  schema: z.object({ counted: z.set(z.string()) }),
});

const secondsPerDay = 24 * 60 * 60;

export interface ExpiringFactsOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly now: () => Date;
}

/**
 * Facts in the expiring table. DynamoDB may take days to delete an expired row, so every condition
 * compares `expire` with the clock itself.
 */
export function createExpiringFacts({ documents, table, now }: ExpiringFactsOptions) {
  const seconds = () => Math.floor(now().getTime() / 1000);

  return {
    /**
     * Sets a mark for the window. True for one caller per key and window: the mark was not set
     * before.
     */
    async mark(key: string, windowSeconds: number): Promise<boolean> {
      return conditionHeld(
        documents.send(
          new PutCommand({
            TableName: table,
            Item: { key, expire: seconds() + windowSeconds },
            ConditionExpression: 'attribute_not_exists(#key) OR #expire <= :now',
            ExpressionAttributeNames: { '#key': 'key', '#expire': 'expire' },
            ExpressionAttributeValues: { ':now': seconds() },
          }),
        ),
      );
    },

    /**
     * Adds to an owner's day (UTC) unless that would pass the cap; one token is counted once.
     * True when the token is counted, now or before.
     */
    async spendMinutes(
      ownerId: string,
      token: string,
      minutes: number,
      cap: number,
    ): Promise<boolean> {
      if (minutes > cap) return false;
      const key = `encode-minutes#${ownerId}#${now().toISOString().slice(0, 'yyyy-mm-dd'.length)}`;
      const spent = await conditionHeld(
        documents.send(
          new UpdateCommand({
            TableName: table,
            Key: { key },
            UpdateExpression: 'SET #expire = :expire ADD #minutes :minutes, #counted :tokens',
            ConditionExpression:
              'attribute_not_exists(#key) OR (#minutes <= :room AND NOT contains(#counted, :token))',
            ExpressionAttributeNames: {
              '#key': 'key',
              '#expire': 'expire',
              '#minutes': 'minutes',
              '#counted': 'counted',
            },
            ExpressionAttributeValues: {
              // The day is part of the key, so the row is needed until the day is surely over.
              ':expire': seconds() + 2 * secondsPerDay,
              ':minutes': minutes,
              ':tokens': new Set([token]),
              ':token': token,
              ':room': cap - minutes,
            },
          }),
        ),
      );
      if (spent) return true;
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { key }, ConsistentRead: true }),
      );
      return Item !== undefined && minutesRecord.read(Item).counted.has(token);
    },
  };
}
