import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createChatHistory } from '@tidecast/catalog/chat-history';
import { createClaims } from '@tidecast/catalog/claims';
import { createChannelCatalog } from '@tidecast/catalog/dynamo-channel-catalog';
import type { Context } from 'aws-lambda';
import { readConfig } from '../config.ts';
import { hurriedClient } from '../review/hurried-client.ts';
import { createReview, type ReviewAnswer } from '../review/review-message.ts';
import { createStart } from '../review/start.ts';
import { createLambdaTelemetry } from '../telemetry.ts';

const config = readConfig(process.env);
const telemetry = createLambdaTelemetry('live-review', config.stackName);
/** The only AWS client, so that an instance starts as fast as it can. */
const client = new DynamoDBClient(hurriedClient);
const channels = createChannelCatalog({ client, table: config.tables.channels });
const review = createReview({
  channels,
  chat: createChatHistory({ client, table: config.tables.channels }),
  claims: createClaims({ client, table: config.tables.expiring }),
  blockedWords: config.blockedWords,
  telemetry,
  now: () => new Date(),
});
const start = createStart({ channels, telemetry });

/** Decides whether a chat message may go out. Answers nothing to a warm-up. */
export function handler(event: unknown, context: Context): Promise<ReviewAnswer | undefined> {
  const waited = start.waitedFor();
  return telemetry.invocation(context, async () => {
    if (start.isWarmUp(event)) return start.warmUp();
    // This message is lost; warm up so that the next one is not.
    if (waited > 0) await start.warmUp();
    return review(event, waited);
  });
}
