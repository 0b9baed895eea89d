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

/** The indexes of a person's own list and of the feed; the third one is for the reconciler. */
const queriedIndexes: readonly (typeof tables.videos.indexes)[number]['name'][] = [
  'owner',
  'public',
];

/**
 * Exactly what the API's code calls; above each statement, the file that calls it.
 *
 * Nothing of Cognito: its requests there are authorized by people's own password, mailed code or
 * token, and the SDK does not sign them.
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
    // list-objects.ts. Also, without permission to list, S3 answers 403 instead of 404 for a
    // missing key, and the code needs the 404; for that S3 takes the whole key as the prefix.
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
    // encode-job.ts, used by purge-video.ts: a job's ARN does not tell which stack it belongs to.
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
