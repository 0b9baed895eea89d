import type { Input } from '@pulumi/pulumi';
import {
  allow,
  denyInsecureTransport,
  type PolicyDocument,
  policy,
} from '../iam/policy-document.ts';

/**
 * Who may use a bucket that CloudFront serves: this one distribution, to read.
 *
 * It may list so that S3 answers 404 for a key that does not exist; without that permission S3
 * answers 403, and a missing picture would look like a forbidden one. No request can turn into a
 * listing: the edge functions never request the root of a bucket.
 */
export function originBucketPolicy(
  bucketArn: string,
  distributionArn: Input<string>,
): PolicyDocument {
  const fromDistribution = { StringEquals: { 'AWS:SourceArn': distributionArn } };
  const cloudFront = { Service: 'cloudfront.amazonaws.com' };
  const objects = `${bucketArn}/*`;
  return policy(
    { ...allow(['s3:GetObject'], [objects], fromDistribution), Principal: cloudFront },
    { ...allow(['s3:ListBucket'], [bucketArn], fromDistribution), Principal: cloudFront },
    denyInsecureTransport('s3:*', [bucketArn, objects]),
  );
}
