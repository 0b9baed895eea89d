import { readEnvironment } from '@tidecast/platform/environment/read-environment';
import { transcoderEnvironmentSchema } from '@tidecast/platform/environment/transcoder';

export interface TranscoderConfig {
  readonly tables: { readonly videos: string; readonly expiring: string };
  readonly buckets: { readonly source: string; readonly media: string };
  readonly distributionId: string;
  readonly queueArn: string;
  readonly roleArn: string;
  readonly stackName: string;
  /** Minutes of video one owner may encode a day (UTC). */
  readonly dailyEncodeMinutes: number;
  /** Topic that failed and published videos are announced on; when absent, they are not. */
  readonly alertTopicArn?: string;
}

/**
 * Reads the settings of the three functions.
 *
 * @throws Error naming every variable that is missing or wrong
 */
export function readConfig(environment: Readonly<Record<string, unknown>>): TranscoderConfig {
  const data = readEnvironment(transcoderEnvironmentSchema, environment);
  return {
    tables: { videos: data.VIDEOS_TABLE, expiring: data.EXPIRING_TABLE },
    buckets: { source: data.SOURCE_BUCKET, media: data.MEDIA_BUCKET },
    distributionId: data.CLOUDFRONT_DISTRIBUTION_ID,
    queueArn: data.MEDIACONVERT_QUEUE_ARN,
    roleArn: data.MEDIACONVERT_ROLE_ARN,
    stackName: data.STACK_NAME,
    dailyEncodeMinutes: data.DAILY_ENCODE_MINUTES,
    ...(data.ALERT_TOPIC_ARN !== undefined && { alertTopicArn: data.ALERT_TOPIC_ARN }),
  };
}
