import { videosTable } from '@tidecast/platform/storage/tables';
import { type AlertTopic, publishAlerts } from '../alerts/publish-alerts.ts';
import {
  allow,
  type PolicyDocument,
  policy,
  type Statement,
  trustService,
} from '../iam/policy-document.ts';

/** The resources that the functions use, by ARN. */
export interface TranscodingResources extends AlertTopic {
  readonly videosTableArn: string;
  readonly expiringTableArn: string;
  readonly sourceBucketArn: string;
  readonly mediaBucketArn: string;
  readonly distributionArn: string;
  /** MediaConvert queue. */
  readonly encoderQueueArn: string;
  /** Role that MediaConvert assumes. */
  readonly encoderRoleArn: string;
}

const mediaConvert = 'mediaconvert.amazonaws.com';
const [, , statusIndex] = videosTable.indexes;

/**
 * Trust: MediaConvert may assume the role only for jobs of this account's queue (MediaConvert User
 * Guide, "Cross-service confused deputy prevention": the source is the queue).
 */
export function encoderTrust(queueArn: string, accountId: string): PolicyDocument {
  return trustService(mediaConvert, {
    StringEquals: { 'aws:SourceAccount': accountId },
    ArnEquals: { 'aws:SourceArn': queueArn },
  });
}

/** What a job needs: it reads the upload, and writes segments, playlists and pictures. */
export function encoderPolicy(resources: {
  readonly sourceBucketArn: string;
  readonly mediaBucketArn: string;
}): PolicyDocument {
  return policy(
    allow(['s3:GetObject'], [objects(resources.sourceBucketArn)]),
    allow(['s3:PutObject'], [objects(resources.mediaBucketArn)]),
  );
}

/** What apps/transcoder/src/functions/submit.ts calls, and Lambda for it. */
export function submitPolicy(
  resources: Omit<TranscodingResources, 'distributionArn'> & { readonly submitQueueArn: string },
): PolicyDocument {
  const { videosTableArn, expiringTableArn, sourceBucketArn, mediaBucketArn } = resources;
  return policy(
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [videosTableArn, expiringTableArn]),
    allow(['s3:GetObject'], [objects(sourceBucketArn)]),
    seeMissing([sourceBucketArn, mediaBucketArn]),
    allow(['s3:DeleteObject'], [objects(sourceBucketArn), objects(mediaBucketArn)]),
    ...encode(resources),
    ...publishAlerts(resources),
    consume(resources.submitQueueArn),
  );
}

/** What apps/transcoder/src/functions/track.ts calls, and Lambda for it. */
export function trackPolicy(
  resources: Pick<
    TranscodingResources,
    'videosTableArn' | 'sourceBucketArn' | 'mediaBucketArn' | 'distributionArn' | keyof AlertTopic
  > & { readonly trackQueueArn: string },
): PolicyDocument {
  const { videosTableArn, mediaBucketArn } = resources;
  return policy(
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], [videosTableArn]),
    allow(['s3:GetObject', 's3:PutObject'], [objects(mediaBucketArn)]),
    seeMissing([mediaBucketArn]),
    ...purge(resources),
    ...publishAlerts(resources),
    consume(resources.trackQueueArn),
  );
}

/**
 * What apps/transcoder/src/functions/reconcile.ts calls: the same as the other two, and its own
 * search.
 */
export function reconcilePolicy(resources: TranscodingResources): PolicyDocument {
  const { videosTableArn, expiringTableArn, sourceBucketArn, mediaBucketArn } = resources;
  return policy(
    allow(['dynamodb:Query'], [`${videosTableArn}/index/${statusIndex.name}`]),
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [videosTableArn, expiringTableArn]),
    allow(['dynamodb:DeleteItem'], [videosTableArn]),
    allow(['s3:GetObject'], [objects(sourceBucketArn), objects(mediaBucketArn)]),
    allow(['s3:PutObject'], [objects(mediaBucketArn)]),
    seeMissing([sourceBucketArn, mediaBucketArn]),
    ...encode(resources),
    ...purge(resources),
    ...publishAlerts(resources),
  );
}

function objects(bucketArn: string): string {
  return `${bucketArn}/*`;
}

/** Lists objects; also makes S3 answer 404 instead of 403 for a missing key. */
function seeMissing(bucketArns: readonly string[]): Statement {
  return allow(['s3:ListBucket'], bucketArns);
}

/** What Lambda needs to feed a function from a queue (AWSLambdaSQSQueueExecutionRole). */
function consume(queueArn: string): Statement {
  return allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queueArn]);
}

/**
 * Lets MediaConvert probe a file, and create, find and cancel a job. A probe reads the file with
 * its caller's permission (`s3:GetObject`), a job with the role's.
 */
function encode({
  encoderQueueArn,
  encoderRoleArn,
}: Pick<TranscodingResources, 'encoderQueueArn' | 'encoderRoleArn'>): readonly Statement[] {
  return [
    // no resource scope: s3:GetObject decides what may be read
    allow(['mediaconvert:Probe'], ['*']),
    allow(['mediaconvert:CreateJob', 'mediaconvert:ListJobs'], [encoderQueueArn]),
    allow(['mediaconvert:GetJob', 'mediaconvert:CancelJob'], [jobsOf(encoderQueueArn)]),
    allow(['iam:PassRole'], [encoderRoleArn], {
      StringEquals: { 'iam:PassedToService': mediaConvert },
    }),
  ];
}

/** Every job of the account and region: their ARNs name neither a stack nor a queue. */
function jobsOf(queueArn: string): string {
  return queueArn.replace(/:queues\/.*$/, ':jobs/*');
}

/** Removes what is left of a deleted video: unfinished uploads, objects, cached copies. */
function purge({
  sourceBucketArn,
  mediaBucketArn,
  distributionArn,
}: Pick<
  TranscodingResources,
  'sourceBucketArn' | 'mediaBucketArn' | 'distributionArn'
>): readonly Statement[] {
  return [
    allow(['s3:ListBucketMultipartUploads'], [sourceBucketArn]),
    allow(['s3:AbortMultipartUpload'], [objects(sourceBucketArn)]),
    allow(['s3:DeleteObject'], [objects(sourceBucketArn), objects(mediaBucketArn)]),
    allow(['cloudfront:CreateInvalidation'], [distributionArn]),
  ];
}
