import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { conditionHeld } from './conditional-write.ts';
import { digest } from './digest.ts';
import { defineRecord } from './record.ts';

export interface Question<T> {
  /** Names the answer among all others. */
  readonly about: string;
  /** How long an answer is fresh, in seconds. */
  readonly freshSeconds: number;
  /** Parses an answer that another process has stored, perhaps one of another release. */
  readonly schema: z.ZodType<T>;
  /** Asks the service. The answer must survive JSON. */
  readonly ask: () => Promise<T>;
}

/**
 * Answers of a service that must not be asked often: one process asks, and the others read its
 * answer.
 */
export interface SharedAnswers {
  /**
   * The newest answer: fresh, or a little older while another process asks again.
   *
   * @returns undefined when there is no recent answer that this process understands
   * @throws what `ask` or DynamoDB throws
   */
  get<T>(question: Question<T>): Promise<T | undefined>;
}

export interface SharedAnswersOptions {
  readonly client: DynamoDBClient;
  /** Name of the table that {@link expiringTable} defines. */
  readonly table: string;
  /** The clock; the system's by default. */
  readonly now?: () => Date;
}

const answerRecord = defineRecord({
  kind: 'answer',
  key: 'key',
  schema: z.object({
    /** Unix milliseconds, as `answeredAt`. */
    askAgain: z.number(),
    /** JSON, as its question reads it. */
    answer: z.string().exactOptional(),
    answeredAt: z.number().exactOptional(),
  }),
});

/**
 * How many times its lifetime an answer is still served: the process that was to renew it may have
 * died.
 */
const livesTold = 6;

/** Shared answers as rows of the expiring table. */
export function createSharedAnswers(options: SharedAnswersOptions): SharedAnswers {
  const { client, table, now = () => new Date() } = options;
  const documents = DynamoDBDocumentClient.from(client);

  /** True for one caller: it asks, and nobody else does until the next answer is due. */
  function mayAsk(key: string, time: number, { freshSeconds }: Question<unknown>) {
    return conditionHeld(
      documents.send(
        new UpdateCommand({
          TableName: table,
          Key: { key },
          UpdateExpression: 'SET askAgain = :then, #expire = :expire',
          ConditionExpression: 'attribute_not_exists(askAgain) OR askAgain <= :now',
          ExpressionAttributeNames: { '#expire': 'expire' },
          ExpressionAttributeValues: {
            ':now': time,
            ':then': time + freshSeconds * 1000,
            ':expire': Math.ceil(time / 1000) + livesTold * freshSeconds,
          },
        }),
      ),
    );
  }

  return {
    async get<T>(question: Question<T>) {
      const { about, freshSeconds, schema, ask } = question;
      const key = `answer#${digest(about)}`;
      const time = now().getTime();
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { key } }));
      const known = Item && answerRecord.read(Item);
      const isDue = known === undefined || time >= known.askAgain;
      if (isDue && (await mayAsk(key, time, question))) {
        const answer = await ask();
        const answered = now().getTime();
        await documents.send(
          new PutCommand({
            TableName: table,
            Item: {
              key,
              answer: JSON.stringify(answer),
              answeredAt: answered,
              askAgain: answered + freshSeconds * 1000,
              expire: Math.ceil(answered / 1000) + livesTold * freshSeconds,
            },
          }),
        );
        return answer;
      }
      const { answer, answeredAt = Number.NEGATIVE_INFINITY } = known ?? {};
      const isTold = time - answeredAt < livesTold * freshSeconds * 1000;
      return isTold && answer !== undefined ? schema.safeParse(JSON.parse(answer)).data : undefined;
    },
  };
}
