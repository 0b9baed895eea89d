import type { ApiEnvironment } from '@tidecast/platform/environment/api';
import type { LiveEnvironment } from '@tidecast/platform/environment/live';
import type { NotifierEnvironment } from '@tidecast/platform/environment/notifier';
import type { TranscoderEnvironment } from '@tidecast/platform/environment/transcoder';
import { localAccount } from '../aws/service.ts';
import { userPoolClientId, userPoolId } from './accounts.ts';
import {
  bucketNames,
  distributionId,
  functionArn,
  liveFunctionName,
  mediaConvertQueueArn,
  mediaConvertRoleArn,
  secretStack,
  stackName,
  tableName,
} from './names.ts';
import type { SigningKey } from './signing-key.ts';
import type { ProgramPorts } from './supervisor.ts';

/** How the SDK in a program finds the local cloud, and nothing of this machine's own AWS settings. */
export function sdkEnvironment(awsUrl: string, noFile: string) {
  return {
    AWS_ENDPOINT_URL: awsUrl,
    AWS_REGION: localAccount.region,
    AWS_ACCESS_KEY_ID: localAccount.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localAccount.secretAccessKey,
    AWS_CONFIG_FILE: noFile,
    AWS_SHARED_CREDENTIALS_FILE: noFile,
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_ENV: 'production',
  } as const;
}

/** What the API is told, but for its ports. */
export function apiEnvironment(settings: {
  readonly publicOrigin: string;
  readonly submitQueueUrl: string;
  /** When absent, nothing is announced. */
  readonly alertTopicArn?: string;
  readonly key: Pick<SigningKey, 'keyPairId' | 'privateKey'>;
  readonly ports: ProgramPorts;
}): ApiEnvironment {
  const { publicOrigin, submitQueueUrl, alertTopicArn, key, ports } = settings;
  return {
    PORT: String(ports.port),
    HOST: '127.0.0.1',
    METRICS_PORT: String(ports.metricsPort),
    PUBLIC_ORIGIN: publicOrigin,
    TRUSTED_PROXY_HOPS: '1',
    VIDEOS_TABLE: tableName('videos'),
    EXPIRING_TABLE: tableName('expiring'),
    SOURCE_BUCKET: bucketNames.source,
    MEDIA_BUCKET: bucketNames.media,
    USER_POOL_ID: userPoolId,
    USER_POOL_CLIENT_ID: userPoolClientId,
    SUBMIT_QUEUE_URL: submitQueueUrl,
    MEDIACONVERT_QUEUE_ARN: mediaConvertQueueArn,
    ...(alertTopicArn !== undefined && { ALERT_TOPIC_ARN: alertTopicArn }),
    CLOUDFRONT_DISTRIBUTION_ID: distributionId,
    CLOUDFRONT_KEY_PAIR_ID: key.keyPairId,
    CLOUDFRONT_PRIVATE_KEY: key.privateKey,
    // No load balancer has to hear of an end first.
    DRAIN_SECONDS: '0',
  };
}

/**
 * The environment of the transcoder's three functions.
 *
 * @param alertTopicArn - when absent, nothing is announced
 */
export function transcoderEnvironment(alertTopicArn?: string): TranscoderEnvironment {
  return {
    VIDEOS_TABLE: tableName('videos'),
    EXPIRING_TABLE: tableName('expiring'),
    SOURCE_BUCKET: bucketNames.source,
    MEDIA_BUCKET: bucketNames.media,
    CLOUDFRONT_DISTRIBUTION_ID: distributionId,
    MEDIACONVERT_QUEUE_ARN: mediaConvertQueueArn,
    MEDIACONVERT_ROLE_ARN: mediaConvertRoleArn,
    STACK_NAME: stackName,
    ...(alertTopicArn !== undefined && { ALERT_TOPIC_ARN: alertTopicArn }),
  };
}

/** What the notifier is told. */
export function notifierEnvironment(settings: {
  readonly publicOrigin: string;
  readonly webhookCiphertext: string;
}): NotifierEnvironment {
  return {
    SLACK_WEBHOOK_CIPHERTEXT: settings.webhookCiphertext,
    SLACK_SECRET_STACK: secretStack,
    EXPIRING_TABLE: tableName('expiring'),
    PUBLIC_ORIGIN: settings.publicOrigin,
    STACK_NAME: stackName,
  };
}

/** What the live functions are told. */
export function liveEnvironment(settings: {
  readonly publicOrigin: string;
  readonly chatEndpoint: string;
  readonly ingestUrl: string;
  readonly recordingConfigurationArn: string;
  readonly alertTopicArn?: string;
}): LiveEnvironment {
  const { alertTopicArn } = settings;
  return {
    STACK_NAME: stackName,
    PUBLIC_ORIGIN: settings.publicOrigin,
    CHANNELS_TABLE: tableName('channels'),
    VIDEOS_TABLE: tableName('videos'),
    EXPIRING_TABLE: tableName('expiring'),
    RECORDINGS_BUCKET: bucketNames.recordings,
    MEDIA_BUCKET: bucketNames.media,
    USER_POOL_ID: userPoolId,
    USER_POOL_CLIENT_ID: userPoolClientId,
    RECORDING_CONFIGURATION_ARN: settings.recordingConfigurationArn,
    REVIEW_FUNCTION_ARN: functionArn(liveFunctionName('review')),
    LIVE_CHAT_ENDPOINT: settings.chatEndpoint,
    LIVE_INGEST_URL: settings.ingestUrl,
    ...(alertTopicArn !== undefined && { ALERT_TOPIC_ARN: alertTopicArn }),
  };
}
