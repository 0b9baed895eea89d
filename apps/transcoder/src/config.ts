import type { TranscoderEnvironment } from '@tidecast/platform/environment';
import { z } from 'zod';

const required = z.string({ error: 'must be set' }).min(1, 'must not be empty');

const environmentSchema = z.object({
  VIDEOS_TABLE: required,
  LIMITS_TABLE: required,
  SOURCE_BUCKET: required,
  MEDIA_BUCKET: required,
  CLOUDFRONT_DISTRIBUTION_ID: required,
  MEDIACONVERT_QUEUE_ARN: required,
  MEDIACONVERT_ROLE_ARN: required,
  STACK_NAME: required,
  DAILY_ENCODE_MINUTES: z.coerce
    .number({ error: 'must be a number of minutes' })
    .positive('must be above 0')
    .default(600),
  ALERT_TOPIC_ARN: z.string().min(1, 'must not be empty').optional(),
}) satisfies z.ZodType<unknown, { [Name in keyof Required<TranscoderEnvironment>]?: unknown }>;

export interface TranscoderConfig {
  readonly tables: { readonly videos: string; readonly limits: string };
  readonly buckets: { readonly source: string; readonly media: string };
  readonly distributionId: string;
  readonly queueArn: string;
  readonly roleArn: string;
  readonly stackName: string;
  /** Minutes of video one owner may encode a day (UTC). */
  readonly dailyEncodeMinutes: number;
  /** Topic that failed and published videos are announced on; absent: no announcements. */
  readonly alertTopicArn?: string;
}

/**
 * Reads the settings of the three functions.
 *
 * @throws Error naming every variable that is missing or wrong
 */
export function readConfig(environment: Readonly<Record<string, unknown>>): TranscoderConfig {
  const result = environmentSchema.safeParse(environment);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new Error(`the transcoder's environment is not complete: ${faults.join('; ')}`);
  }
  const { data } = result;
  return {
    tables: { videos: data.VIDEOS_TABLE, limits: data.LIMITS_TABLE },
    buckets: { source: data.SOURCE_BUCKET, media: data.MEDIA_BUCKET },
    distributionId: data.CLOUDFRONT_DISTRIBUTION_ID,
    queueArn: data.MEDIACONVERT_QUEUE_ARN,
    roleArn: data.MEDIACONVERT_ROLE_ARN,
    stackName: data.STACK_NAME,
    dailyEncodeMinutes: data.DAILY_ENCODE_MINUTES,
    ...(data.ALERT_TOPIC_ARN !== undefined && { alertTopicArn: data.ALERT_TOPIC_ARN }),
  };
}
