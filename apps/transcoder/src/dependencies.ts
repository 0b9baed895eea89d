import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { createVideoCatalog } from '@tidecast/catalog/dynamo-video-catalog';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { createPublisher, type Publish } from '@tidecast/notifications/publisher';
import type { TranscoderConfig } from './config.ts';
import { type Telemetry, tellUnreadable } from './telemetry.ts';

/** What the three functions work with. */
export interface Dependencies {
  readonly config: TranscoderConfig;
  readonly catalog: VideoCatalog;
  readonly s3: S3Client;
  readonly mediaconvert: MediaConvertClient;
  readonly cloudfront: CloudFrontClient;
  /** Tells of failed and published videos. Never fails. */
  readonly publish: Publish;
  readonly telemetry: Telemetry;
  readonly now: () => Date;
}

/** Answers that take longer are not coming; the SDK tries again. Milliseconds. */
const timeouts = {
  connectionTimeout: 2_000,
  requestTimeout: 10_000,
  throwOnRequestTimeout: true,
} as const;

/** MediaConvert reads the file before it answers a probe: a long one takes it seconds. */
const encoderTimeouts = { ...timeouts, requestTimeout: 25_000 } as const;

/** The dependencies over AWS, wherever the SDK's own environment variables say it is. */
export function createDependencies(config: TranscoderConfig, telemetry: Telemetry): Dependencies {
  const client = new DynamoDBClient({ requestHandler: timeouts });
  return {
    config,
    telemetry,
    catalog: createVideoCatalog({
      client,
      tables: config.tables,
      onUnreadable: tellUnreadable(telemetry),
    }),
    s3: new S3Client({ requestHandler: timeouts }),
    mediaconvert: new MediaConvertClient({ requestHandler: encoderTimeouts }),
    cloudfront: new CloudFrontClient({ requestHandler: timeouts }),
    publish: createPublisher({
      topicArn: config.alertTopicArn,
      onLost: (error, { kind }) => telemetry.error('nobody could be told', error, { kind }),
    }),
    now: () => new Date(),
  };
}
