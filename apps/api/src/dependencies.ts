/** The real implementations of the app's ports, made from the configuration. */
import { hkdfSync } from 'node:crypto';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDB, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { MediaConvertClient } from '@aws-sdk/client-mediaconvert';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createVideoCatalog } from '@tidecast/catalog/dynamo-video-catalog';
import { createLimits, inTable } from '@tidecast/http/limits';
import { createProfiles } from '@tidecast/http/profiles';
import { createTokenVerifier } from '@tidecast/http/token-verifier';
import { forgetFeed } from '@tidecast/media/forget-feed';
import { objectExists } from '@tidecast/media/head-object';
import { purgeVideo } from '@tidecast/media/purge-video';
import { replacePoster } from '@tidecast/media/replace-poster';
import { createPublisher } from '@tidecast/notifications/publisher';
import { hlsKey } from '@tidecast/platform/storage/bucket-layout';
import { rowLeftOut } from '@tidecast/platform/telemetry/metrics';
import type { Logger } from 'pino';
import type { AppDependencies } from './app.ts';
import { createCognitoIdentity } from './aws/cognito-identity.ts';
import { createMediaSigner } from './aws/media-signer.ts';
import { createS3Captions } from './aws/s3-captions.ts';
import { createS3Uploads } from './aws/s3-uploads.ts';
import { createSubmitQueue } from './aws/submit-queue.ts';
import { createBackground } from './background.ts';
import type { Config } from './config.ts';
import type { Availability } from './http/availability.ts';
import { limitPolicies } from './http/limits.ts';
import { createMetrics } from './http/metrics.ts';

/** Milliseconds: a page waits for these. */
const quick = { maxAttempts: 3, requestHandler: timeouts(3_000) };
/** Every change waits for its rate limit: when the table is slow, each replica counts alone. */
const impatient = { maxAttempts: 2, requestHandler: timeouts(1_000) };
/** S3 takes a while to assemble 2,000 parts. */
const patient = { maxAttempts: 3, requestHandler: timeouts(60_000) };

function timeouts(requestTimeout: number) {
  return { connectionTimeout: 1_000, requestTimeout };
}

/** Makes every client and adapter. Each connects on first use. */
export function createDependencies(
  config: Config,
  logger: Logger,
  availability: Availability,
): AppDependencies {
  const dynamo = new DynamoDBClient(quick);
  const s3 = new S3Client(patient);
  const presign = new S3Client({ ...quick, requestChecksumCalculation: 'WHEN_REQUIRED' });
  const cloudfront = new CloudFrontClient(quick);
  const mediaconvert = new MediaConvertClient(quick);
  const cognito = new CognitoIdentityProviderClient(quick);
  const metrics = createMetrics();
  const catalog = createVideoCatalog({
    client: dynamo,
    tables: { videos: config.VIDEOS_TABLE, expiring: config.EXPIRING_TABLE },
    onUnreadable(error) {
      metrics.unreadableRows.inc({ kind: error.kind });
      logger.error({ err: error, row: error.key }, rowLeftOut);
    },
  });
  const buckets = { source: config.SOURCE_BUCKET, media: config.MEDIA_BUCKET };
  const distributionId = config.CLOUDFRONT_DISTRIBUTION_ID;
  const queueArn = config.MEDIACONVERT_QUEUE_ARN;

  return {
    settings: {
      publicOrigin: config.PUBLIC_ORIGIN,
      trustedProxyHops: config.TRUSTED_PROXY_HOPS,
      dailyEncodeMinutes: config.DAILY_ENCODE_MINUTES,
      viewerSecret: viewerSecret(config.CLOUDFRONT_PRIVATE_KEY),
    },
    catalog,
    identity: createCognitoIdentity(cognito, config.USER_POOL_CLIENT_ID),
    profileOf: createProfiles(cognito),
    verifier: createTokenVerifier({
      userPoolId: config.USER_POOL_ID,
      clientId: config.USER_POOL_CLIENT_ID,
      cognitoEndpoint: config.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ?? config.AWS_ENDPOINT_URL,
    }),
    uploads: createS3Uploads({ s3, presign }, buckets.source),
    captions: createS3Captions(s3, buckets.media),
    material: {
      purge: (video) =>
        purgeVideo(
          { s3, cloudfront, mediaconvert, catalog, buckets, distributionId, queueArn },
          video,
        ),
      async replacePoster(video) {
        const mediaBucket = buckets.media;
        const outcome = await replacePoster(
          { s3, cloudfront, catalog, mediaBucket, distributionId },
          video,
        );
        return outcome?.video;
      },
      forgetFeed: (video) => forgetFeed({ cloudfront, distributionId }, video),
    },
    playlistExists: (videoId) => objectExists(s3, buckets.media, hlsKey(videoId)),
    publish: createPublisher({
      topicArn: config.ALERT_TOPIC_ARN,
      onLost: (error, { kind }) => logger.error({ err: error, kind }, 'notification lost'),
    }),
    requestEncode: createSubmitQueue(new SQSClient(quick), {
      queueUrl: config.SUBMIT_QUEUE_URL,
      sourceBucket: buckets.source,
      region: config.AWS_REGION,
    }),
    signMedia: createMediaSigner({
      publicOrigin: config.PUBLIC_ORIGIN,
      keyPairId: config.CLOUDFRONT_KEY_PAIR_ID,
      privateKey: config.CLOUDFRONT_PRIVATE_KEY,
    }),
    limits: createLimits(limitPolicies, inTable(new DynamoDB(impatient), config.EXPIRING_TABLE)),
    metrics,
    logger,
    background: createBackground(logger),
    availability,
  };
}

/** Every replica has the signing key, so every replica derives the same secret from it. */
function viewerSecret(privateKey: string): Buffer {
  return Buffer.from(hkdfSync('sha256', privateKey, '', 'tidecast viewer cookie', 32));
}
