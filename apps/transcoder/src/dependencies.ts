/** The real implementations of the functions' ports, made from the configuration. */
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { createVideoCatalog } from '@tidecast/catalog/dynamo-video-catalog';
import type { Video } from '@tidecast/catalog/video';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { abortUploads } from '@tidecast/media/abort-uploads';
import { type PurgeOptions, type PurgeResult, purgeVideo } from '@tidecast/media/purge-video';
import { createPublisher, type Publish } from '@tidecast/notifications/publisher';
import { reportUnreadable } from '@tidecast/telemetry/report-unreadable';
import { createClearOutputs } from './aws/clear-outputs.ts';
import { createMediaConvertEncoder } from './aws/mediaconvert-encoder.ts';
import { createS3Outputs } from './aws/s3-outputs.ts';
import { createS3Uploads } from './aws/s3-uploads.ts';
import type { TranscoderConfig } from './config.ts';
import type { Encoder } from './encoder.ts';
import type { Outputs } from './outcome/outputs.ts';
import type { Telemetry } from './telemetry.ts';
import type { Uploads } from './uploads.ts';

/** Dependencies of all three functions. */
export interface Dependencies {
  readonly config: TranscoderConfig;
  readonly catalog: VideoCatalog;
  /** Announces failed and published videos. Never rejects. */
  readonly publish: Publish;
  readonly telemetry: Telemetry;
  readonly now: () => Date;
}

/** Dependencies of submitting an upload. */
export interface SubmissionDependencies extends Dependencies {
  readonly uploads: Uploads;
  readonly encoder: Encoder;
  /** Deletes what an earlier attempt's job left. */
  readonly clearOutputs: (videoId: string) => Promise<void>;
}

/** Dependencies of settling a job. */
export interface OutcomeDependencies extends Dependencies {
  readonly outputs: Outputs;
  /** Removes everything of a video in `deleting` that its encoder can no longer write. */
  readonly purgeVideo: (video: Video, options: PurgeOptions) => Promise<PurgeResult>;
}

/** Dependencies of the reconciler. */
export interface ReconcileDependencies extends SubmissionDependencies, OutcomeDependencies {
  /** Aborts every unfinished upload to a key of the source bucket and returns their number. */
  readonly abortUploads: (key: string) => Promise<number>;
}

export interface Clients {
  readonly s3: S3Client;
  readonly mediaconvert: MediaConvertClient;
  readonly cloudfront: CloudFrontClient;
}

/** Answers that take longer will not come, and the SDK tries again. Milliseconds. */
const timeouts = {
  connectionTimeout: 2_000,
  requestTimeout: 10_000,
  throwOnRequestTimeout: true,
} as const;

/** MediaConvert reads the file before it answers a probe, which takes seconds for a long one. */
const encoderTimeouts = { ...timeouts, requestTimeout: 25_000 } as const;

/** The clients of AWS, wherever the SDK's own environment variables say it is. */
export function createClients(): Clients {
  return {
    s3: new S3Client({ requestHandler: timeouts }),
    mediaconvert: new MediaConvertClient({ requestHandler: encoderTimeouts }),
    cloudfront: new CloudFrontClient({ requestHandler: timeouts }),
  };
}

export function createDependencies(config: TranscoderConfig, telemetry: Telemetry): Dependencies {
  const client = new DynamoDBClient({ requestHandler: timeouts });
  return {
    config,
    telemetry,
    catalog: createVideoCatalog({
      client,
      tables: config.tables,
      onUnreadable: reportUnreadable(telemetry),
    }),
    publish: createPublisher({
      topicArn: config.alertTopicArn,
      onLost: (error, { kind }) => telemetry.error('notification lost', error, { kind }),
    }),
    now: () => new Date(),
  };
}

// A function's role allows exactly the commands in its bundle: each gets only the adapters it needs.

export function forSubmission(base: Dependencies, clients: Clients): SubmissionDependencies {
  const { s3, mediaconvert } = clients;
  const { buckets } = base.config;
  return {
    ...base,
    uploads: createS3Uploads(s3, buckets.source),
    encoder: createMediaConvertEncoder(mediaconvert, base.config),
    clearOutputs: createClearOutputs(s3, buckets.media),
  };
}

export function forOutcome(base: Dependencies, clients: Clients): OutcomeDependencies {
  const { catalog, config, now } = base;
  const { buckets, distributionId, queueArn } = config;
  const ofPurge = { ...clients, catalog, buckets, distributionId, queueArn, now };
  return {
    ...base,
    outputs: createS3Outputs(clients.s3, buckets.media),
    purgeVideo: (video, options) => purgeVideo(ofPurge, video, options),
  };
}

export function forReconciliation(base: Dependencies, clients: Clients): ReconcileDependencies {
  return {
    ...forSubmission(base, clients),
    ...forOutcome(base, clients),
    abortUploads: (key) => abortUploads(clients.s3, base.config.buckets.source, key),
  };
}
