import { videosTable } from '@tidecast/platform/storage/tables';
import { type AlertTopic, publishAlerts } from '../alerts/publish-alerts.ts';
import {
  allow,
  type PolicyDocument,
  policy,
  type Statement,
  trustService,
} from '../iam/policy-document.ts';

/** What the functions work with, by ARN. */
export interface TranscodingResources extends AlertTopic {
  readonly videosTableArn: string;
  readonly expiringTableArn: string;
  readonly sourceBucketArn: string;
  readonly mediaBucketArn: string;
  readonly distributionArn: string;
  /** MediaConvert queue. */
  readonly encoderQueueArn: string;
  /** Role that MediaConvert takes. */
  readonly encoderRoleArn: string;
}

const mediaConvert = 'mediaconvert.amazonaws.com';
const [, , statusIndex] = videosTable.indexes;

/**
 * Trust: MediaConvert takes the role for jobs of this queue, and for no other account's (MediaConvert
 * User Guide, "Cross-service confused deputy prevention": the source is the queue).
 */
export function encoderTrust(queueArn: string, accountId: string): PolicyDocument {
  return trustService(mediaConvert, {
    StringEquals: { 'aws:SourceAccount': accountId },
    ArnEquals: { 'aws:SourceArn': queueArn },
  });
}

/** What a job does: it reads the upload, and writes segments, playlists and pictures. */
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
    tellMissing([sourceBucketArn, mediaBucketArn]),
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
    tellMissing([mediaBucketArn]),
    ...purge(resources),
    ...publishAlerts(resources),
    consume(resources.trackQueueArn),
  );
}

/** What apps/transcoder/src/functions/reconcile.ts calls: what the other two do, and its own search. */
export function reconcilePolicy(resources: TranscodingResources): PolicyDocument {
  const { videosTableArn, expiringTableArn, sourceBucketArn, mediaBucketArn } = resources;
  return policy(
    allow(['dynamodb:Query'], [`${videosTableArn}/index/${statusIndex.name}`]),
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [videosTableArn, expiringTableArn]),
    allow(['dynamodb:DeleteItem'], [videosTableArn]),
    allow(['s3:GetObject'], [objects(sourceBucketArn), objects(mediaBucketArn)]),
    allow(['s3:PutObject'], [objects(mediaBucketArn)]),
    tellMissing([sourceBucketArn, mediaBucketArn]),
    ...encode(resources),
    ...purge(resources),
    ...publishAlerts(resources),
  );
}

function objects(bucketArn: string): string {
  return `${bucketArn}/*`;
}

/** Lists objects, and learns of one that is not there by 404: without this S3 would say 403. */
function tellMissing(bucketArns: readonly string[]): Statement {
  return allow(['s3:ListBucket'], bucketArns);
}

/** What Lambda does to feed a function from a queue (AWSLambdaSQSQueueExecutionRole). */
function consume(queueArn: string): Statement {
  return allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queueArn]);
}

/**
 * Has MediaConvert look into a file, and create, find and cancel a job. A probe reads the file with
 * its caller's own right to (`s3:GetObject`), a job with the role's.
 */
function encode({
  encoderQueueArn,
  encoderRoleArn,
}: Pick<TranscodingResources, 'encoderQueueArn' | 'encoderRoleArn'>): readonly Statement[] {
  return [
    // no resource scope: what is read is decided by s3:GetObject
    allow(['mediaconvert:Probe'], ['*']),
    allow(['mediaconvert:CreateJob', 'mediaconvert:ListJobs'], [encoderQueueArn]),
    allow(['mediaconvert:GetJob', 'mediaconvert:CancelJob'], [jobsOf(encoderQueueArn)]),
    allow(['iam:PassRole'], [encoderRoleArn], {
      StringEquals: { 'iam:PassedToService': mediaConvert },
    }),
  ];
}

/** Every job of the account and region: their ARNs say neither whose they are nor of which queue. */
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
