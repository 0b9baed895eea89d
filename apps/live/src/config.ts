import type { LiveEnvironment } from '@tidecast/platform/environment';
// By its names: see review-message.ts.
import * as z from 'zod';

const required = z.string({ error: 'must be set' }).min(1, 'must not be empty');
const optional = z.string().min(1, 'must not be empty').optional();

const environmentSchema = z.object({
  STACK_NAME: required,
  PUBLIC_ORIGIN: required.refine(isOrigin, 'must be an origin such as https://example.com'),
  CHANNELS_TABLE: required,
  VIDEOS_TABLE: required,
  LIMITS_TABLE: required,
  RECORDINGS_BUCKET: required,
  MEDIA_BUCKET: required,
  USER_POOL_ID: required,
  USER_POOL_CLIENT_ID: required,
  RECORDING_CONFIGURATION_ARN: required,
  REVIEW_FUNCTION_ARN: optional,
  LIVE_CHAT_ENDPOINT: required,
  LIVE_INGEST_URL: optional,
  LIVE_BLOCKED_WORDS: optional,
  ALERT_TOPIC_ARN: optional,
}) satisfies z.ZodType<unknown, { [Name in keyof Required<LiveEnvironment>]?: unknown }>;

export interface LiveConfig {
  readonly stackName: string;
  readonly publicOrigin: string;
  readonly tables: { readonly channels: string; readonly videos: string; readonly limits: string };
  readonly buckets: { readonly recordings: string; readonly media: string };
  readonly userPool: { readonly userPoolId: string; readonly clientId: string };
  readonly recordingConfigurationArn: string;
  /** Absent in the review itself. */
  readonly reviewFunctionArn?: string | undefined;
  readonly chatEndpoint: string;
  /** Absent: IVS's own, of each channel. */
  readonly ingestUrl?: string | undefined;
  readonly blockedWords: readonly string[];
  /** Absent: streams are not announced. */
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
  const result = environmentSchema.safeParse(environment);
  if (!result.success) {
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new Error(`the environment of the live functions is not usable: ${faults.join('; ')}`);
  }
  const { data } = result;
  return {
    stackName: data.STACK_NAME,
    publicOrigin: data.PUBLIC_ORIGIN,
    tables: {
      channels: data.CHANNELS_TABLE,
      videos: data.VIDEOS_TABLE,
      limits: data.LIMITS_TABLE,
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

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
