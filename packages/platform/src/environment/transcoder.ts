import * as z from 'zod';
import { mediaConvertQueueArn, roleArn, topicArn } from './formats.ts';
import type { Handed } from './read-environment.ts';
import { dailyEncodeMinutes, text } from './variables.ts';

/** The environment of apps/transcoder, the same for its three functions. */
export const transcoderEnvironmentSchema = z.strictObject({
  VIDEOS_TABLE: text,
  EXPIRING_TABLE: text,
  SOURCE_BUCKET: text,
  MEDIA_BUCKET: text,
  CLOUDFRONT_DISTRIBUTION_ID: text,
  MEDIACONVERT_QUEUE_ARN: mediaConvertQueueArn,
  /** Role that MediaConvert assumes to read the source and write to the media bucket. */
  MEDIACONVERT_ROLE_ARN: roleArn,
  /** Marks this stack's jobs in their user metadata, so that several stacks can share an account. */
  STACK_NAME: text,
  DAILY_ENCODE_MINUTES: dailyEncodeMinutes,
  /** Topic that failed and published videos are announced on; without it they are not announced. */
  ALERT_TOPIC_ARN: topicArn.optional(),
});

export type TranscoderEnvironment = Handed<typeof transcoderEnvironmentSchema>;
