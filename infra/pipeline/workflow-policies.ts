import { allow, type PolicyDocument, policy } from '../iam/policy-document.ts';

/**
 * What `docker push` does (ECR User Guide, "IAM permissions for pushing an image"). `BatchGetImage`
 * also tells a workflow that is run again that its tag is there already.
 */
export function pushImages(repositoryArn: string): PolicyDocument {
  return policy(
    allow(['ecr:GetAuthorizationToken'], ['*']),
    allow(
      [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      [repositoryArn],
    ),
  );
}

/**
 * What a release of the site does: compares what is there, uploads what changed, deletes what is of
 * no use any more, and has the edge forget it.
 */
export function releaseSite(webBucketArn: string, distributionArn: string): PolicyDocument {
  return policy(
    allow(['s3:ListBucket'], [webBucketArn]),
    allow(['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], [`${webBucketArn}/*`]),
    allow(['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'], [distributionArn]),
  );
}
