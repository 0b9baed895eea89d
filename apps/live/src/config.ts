import { liveEnvironmentSchema } from '@tidecast/platform/environment/live';
import { readEnvironment } from '@tidecast/platform/environment/read-environment';

export interface LiveConfig {
  readonly stackName: string;
  readonly publicOrigin: string;
  readonly tables: {
    readonly channels: string;
    readonly videos: string;
    readonly expiring: string;
  };
  readonly buckets: { readonly recordings: string; readonly media: string };
  readonly userPool: { readonly userPoolId: string; readonly clientId: string };
  readonly recordingConfigurationArn: string;
  /** Absent in the review function itself. */
  readonly reviewFunctionArn?: string | undefined;
  readonly chatEndpoint: string;
  /** When absent, each channel's own at IVS. */
  readonly ingestUrl?: string | undefined;
  readonly blockedWords: readonly string[];
  /** When absent, streams are not announced. */
  readonly alertTopicArn?: string | undefined;
  /** Where the SDK finds Cognito, when that is not where its tokens' issuer says. */
  readonly cognitoEndpoint?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings of the five functions.
 *
 * @throws Error naming every variable that is missing or wrong, and never its value
 */
export function readConfig(environment: Environment): LiveConfig {
  const data = readEnvironment(liveEnvironmentSchema, environment);
  return {
    stackName: data.STACK_NAME,
    publicOrigin: data.PUBLIC_ORIGIN,
    tables: {
      channels: data.CHANNELS_TABLE,
      videos: data.VIDEOS_TABLE,
      expiring: data.EXPIRING_TABLE,
    },
    buckets: { recordings: data.RECORDINGS_BUCKET, media: data.MEDIA_BUCKET },
    userPool: { userPoolId: data.USER_POOL_ID, clientId: data.USER_POOL_CLIENT_ID },
    recordingConfigurationArn: data.RECORDING_CONFIGURATION_ARN,
    reviewFunctionArn: data.REVIEW_FUNCTION_ARN,
    chatEndpoint: data.LIVE_CHAT_ENDPOINT,
    ingestUrl: data.LIVE_INGEST_URL,
    blockedWords: data.LIVE_BLOCKED_WORDS?.split(',') ?? [],
    alertTopicArn: data.ALERT_TOPIC_ARN,
    cognitoEndpoint:
      environment.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ?? environment.AWS_ENDPOINT_URL,
  };
}
