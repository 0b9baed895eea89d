import * as z from 'zod';
import { functionArn, recordingConfigurationArn, topicArn } from './formats.ts';
import type { Handed } from './read-environment.ts';
import { origin, text } from './variables.ts';

/** What apps/live reads: the same for its five functions. */
export const liveEnvironmentSchema = z.strictObject({
  /** Before the names of this stack's channels and rooms at IVS. */
  STACK_NAME: text,
  /** Cookies are the site's own, as are requests. */
  PUBLIC_ORIGIN: origin,
  CHANNELS_TABLE: text,
  VIDEOS_TABLE: text,
  EXPIRING_TABLE: text,
  /** Where IVS records. */
  RECORDINGS_BUCKET: text,
  MEDIA_BUCKET: text,
  USER_POOL_ID: text,
  USER_POOL_CLIENT_ID: text,
  RECORDING_CONFIGURATION_ARN: recordingConfigurationArn,
  /** What rooms ask about each message; the review itself does without. */
  REVIEW_FUNCTION_ARN: functionArn.optional(),
  /** Websocket address of the chat, such as `wss://edge.ivschat.<region>.amazonaws.com`. */
  LIVE_CHAT_ENDPOINT: text,
  /** Where encoders publish to; `rtmps://<the channel's ingest endpoint>:443/app/` by default. */
  LIVE_INGEST_URL: text.optional(),
  /** Words that no message may hold, by commas; besides those that the review knows. */
  LIVE_BLOCKED_WORDS: text.optional(),
  /** Topic that is told of streams that start; without it nobody is. */
  ALERT_TOPIC_ARN: topicArn.optional(),
});

export type LiveEnvironment = Handed<typeof liveEnvironmentSchema>;
