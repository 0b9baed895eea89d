import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createChatHistory } from '@tidecast/catalog/chat-history';
import { createClaims } from '@tidecast/catalog/claims';
import { createChannelCatalog } from '@tidecast/catalog/dynamo-channel-catalog';
import type { Context } from 'aws-lambda';
import { readConfig } from './config.ts';
import { createReview, type ReviewAnswer } from './review-rules/review-message.ts';
import { createLambdaTelemetry } from './telemetry.ts';

const config = readConfig(process.env);
const telemetry = createLambdaTelemetry('live-review', config.stackName);
/** Nothing else of AWS: it starts in the time that IVS Chat waits. */
const client = new DynamoDBClient({ maxAttempts: 2 });
const claims = createClaims({ client, table: config.tables.limits });
const review = createReview({
  channels: createChannelCatalog({ client, table: config.tables.channels }),
  chat: createChatHistory({ client, table: config.tables.channels }),
  mayWriteNow: async (key, seconds) => (await claims.take(`slow-mode ${key}`, seconds)) === 'taken',
  blockedWords: config.blockedWords,
  telemetry,
  now: () => new Date(),
});

/** Says of a chat message whether it may go out. */
export function handler(event: unknown, context: Context): Promise<ReviewAnswer> {
  return telemetry.invocation(context, () => review(event));
}
