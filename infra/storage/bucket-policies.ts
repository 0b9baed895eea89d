import {
  allow,
  denyInsecureTransport,
  type PolicyDocument,
  policy,
} from '../iam/policy-document.ts';

/** Folder of the log bucket that S3 writes the access logs of buckets to. */
export const bucketLogFolder = 's3/';

/** Folder of the log bucket that CloudFront's access log is delivered to. */
const siteLogFolder = 'cloudfront/';

/** Deliveries of CloudFront's logs are made in its region (CloudFront Developer Guide). */
const siteLogRegion = 'us-east-1';

/** For a bucket whose users get their permissions from IAM: only requires TLS. */
export function tlsOnlyBucketPolicy(bucketArn: string): PolicyDocument {
  return policy(refusePlainHttp(bucketArn));
}

export interface LogBucketScope {
  readonly partition: string;
  readonly accountId: string;
  readonly bucketArn: string;
  /** The buckets whose access logs are kept. */
  readonly loggedBucketArns: readonly string[];
}

/**
 * Who may write to the log bucket, only on behalf of this account: CloudWatch Logs, for
 * CloudFront's logs (CloudWatch Logs User Guide, "Logs sent to Amazon S3", V2 permissions), and S3,
 * for the access logs of our buckets (S3 User Guide, "Permissions for log delivery").
 */
export function logBucketPolicy(scope: LogBucketScope): PolicyDocument {
  const { partition, accountId, bucketArn, loggedBucketArns } = scope;
  return policy(
    {
      ...allow(['s3:PutObject'], [`${bucketArn}/${siteLogFolder}*`], {
        StringEquals: {
          'aws:SourceAccount': accountId,
          // Every delivery sets it, although the bucket has no ACLs.
          's3:x-amz-acl': 'bucket-owner-full-control',
        },
        ArnLike: {
          'aws:SourceArn': `arn:${partition}:logs:${siteLogRegion}:${accountId}:delivery-source:*`,
        },
      }),
      Sid: 'SiteAccessLog',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
    },
    {
      ...allow(['s3:PutObject'], [`${bucketArn}/${bucketLogFolder}*`], {
        StringEquals: { 'aws:SourceAccount': accountId },
        ArnLike: { 'aws:SourceArn': loggedBucketArns },
      }),
      Sid: 'BucketAccessLogs',
      Principal: { Service: 'logging.s3.amazonaws.com' },
    },
    refusePlainHttp(bucketArn),
  );
}

function refusePlainHttp(bucketArn: string) {
  return denyInsecureTransport('s3:*', [bucketArn, `${bucketArn}/*`]);
}
