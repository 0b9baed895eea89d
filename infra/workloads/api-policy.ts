import {
  anyId,
  captionKey,
  hlsKey,
  mediaPrefix,
  postersPrefix,
  sourceKey,
} from '@tidecast/platform/storage/bucket-layout';
import type { tables } from '@tidecast/platform/storage/tables';
import { type AlertTopic, publishAlerts } from '../alerts/publish-alerts.ts';
import { allow, type PolicyDocument, policy } from '../iam/policy-document.ts';

export interface ApiPolicyArgs extends AlertTopic {
  readonly sourceBucketArn: string;
  readonly mediaBucketArn: string;
  readonly videosTableArn: string;
  readonly expiringTableArn: string;
  readonly submitQueueArn: string;
  /** Queue that videos are encoded in. */
  readonly mediaConvertQueueArn: string;
  readonly distributionArn: string;
}

const keys = {
  upload: sourceKey(anyId, anyId),
  media: `${mediaPrefix(anyId)}*`,
  captions: captionKey(anyId, anyId),
  playlist: hlsKey(anyId),
  posters: `${postersPrefix}*`,
} as const;

/** The indexes that a person's own list and the feed are read by; the third is the reconciler's. */
const queriedIndexes: readonly (typeof tables.videos.indexes)[number]['name'][] = [
  'owner',
  'public',
];

/**
 * What the API's code calls, and nothing else: beside each, the file that calls it.
 *
 * Nothing of Cognito: everything it asks there is asked by people, with a password, a mailed code or
 * a token of their own, and the SDK signs none of it.
 */
export function apiPolicy(args: ApiPolicyArgs): PolicyDocument {
  const { sourceBucketArn, mediaBucketArn, videosTableArn, expiringTableArn } = args;
  const jobs = args.mediaConvertQueueArn.replace(/:queues\/.*$/, ':jobs/*');
  return policy(
    // s3-uploads.ts: uploads in parts, the parts themselves by URLs signed with this role.
    // purge-video.ts: what was uploaded, whole or not.
    allow(
      [
        's3:PutObject',
        's3:GetObject',
        's3:DeleteObject',
        's3:AbortMultipartUpload',
        's3:ListMultipartUploadParts',
      ],
      [`${sourceBucketArn}/${keys.upload}`],
    ),
    allow(['s3:ListBucketMultipartUploads'], [sourceBucketArn]),
    // s3-captions.ts, playability (head-object.ts), replace-poster.ts: a copy reads and writes.
    allow(['s3:PutObject'], objects(mediaBucketArn, keys.captions, keys.posters)),
    allow(['s3:GetObject'], objects(mediaBucketArn, keys.captions, keys.playlist, keys.posters)),
    // purge-video.ts, replace-poster.ts.
    allow(['s3:DeleteObject'], objects(mediaBucketArn, keys.media, keys.posters)),
    // list-objects.ts. Besides, S3 says 403 instead of 404 of a missing key to whoever may not list
    // it, and the code needs to be told; there S3 takes the whole key for the prefix.
    mayList(sourceBucketArn, keys.upload),
    mayList(mediaBucketArn, keys.media, keys.posters),

    // video-store.ts, feed-months.ts, video-lists.ts.
    allow(
      [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'dynamodb:DeleteItem',
      ],
      [videosTableArn],
    ),
    allow(
      ['dynamodb:Query'],
      queriedIndexes.map((index) => `${videosTableArn}/index/${index}`),
    ),
    // expiring-facts.ts puts views; limits.ts counts by updates and forgives by deleting.
    allow(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], [expiringTableArn]),

    // submit-queue.ts.
    allow(['sqs:SendMessage'], [args.submitQueueArn]),
    // purge-video.ts, replace-poster.ts, forget-feed.ts.
    allow(['cloudfront:CreateInvalidation'], [args.distributionArn]),
    // encode-job.ts, by purge-video.ts: the name of a job does not tell whose it is.
    allow(['mediaconvert:GetJob', 'mediaconvert:CancelJob'], [jobs]),
    allow(['mediaconvert:ListJobs'], [args.mediaConvertQueueArn]),
    // topic.ts, when a video is published.
    ...publishAlerts(args),
  );
}

function objects(bucketArn: string, ...patterns: readonly string[]): string[] {
  return patterns.map((pattern) => `${bucketArn}/${pattern}`);
}

function mayList(bucketArn: string, ...prefixes: readonly string[]) {
  return allow(['s3:ListBucket'], [bucketArn], { StringLike: { 's3:prefix': prefixes } });
}
