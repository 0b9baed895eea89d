import * as z from 'zod';
import { functionArn, recordingConfigurationArn, topicArn } from './formats.ts';
import type { Handed } from './read-environment.ts';
import { origin, text } from './variables.ts';

/** The environment of apps/live, the same for its five functions. */
export const liveEnvironmentSchema = z.strictObject({
  /** Prefix of the names of this stack's channels and rooms at IVS. */
  STACK_NAME: text,
  /** The site's origin, which cookies and Origin checks depend on. */
  PUBLIC_ORIGIN: origin,
  CHANNELS_TABLE: text,
  VIDEOS_TABLE: text,
  EXPIRING_TABLE: text,
  /** Bucket that IVS records to. */
  RECORDINGS_BUCKET: text,
  MEDIA_BUCKET: text,
  USER_POOL_ID: text,
  USER_POOL_CLIENT_ID: text,
  RECORDING_CONFIGURATION_ARN: recordingConfigurationArn,
  /** Function that rooms call to review each message; the review itself does not need it. */
  REVIEW_FUNCTION_ARN: functionArn.optional(),
  /** Websocket address of the chat, such as `wss://edge.ivschat.<region>.amazonaws.com`. */
  LIVE_CHAT_ENDPOINT: text,
  /** Where encoders publish to; `rtmps://<the channel's ingest endpoint>:443/app/` by default. */
  LIVE_INGEST_URL: text.optional(),
  /** Blocked words, separated by commas, in addition to those that the review knows. */
  LIVE_BLOCKED_WORDS: text.optional(),
  /** Topic that starting streams are announced on; without it they are not announced. */
  ALERT_TOPIC_ARN: topicArn.optional(),
});

export type LiveEnvironment = Handed<typeof liveEnvironmentSchema>;
