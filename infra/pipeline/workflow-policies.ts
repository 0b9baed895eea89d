import { allow, type PolicyDocument, policy } from '../iam/policy-document.ts';

/**
 * What `docker push` needs (ECR User Guide, "IAM permissions for pushing an image").
 * `BatchGetImage` also lets a repeated workflow see that its tag exists already.
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
 * What a release of the site needs: it compares what is there, uploads what changed, deletes what
 * is no longer used, and invalidates it at the edge.
 */
export function releaseSite(webBucketArn: string, distributionArn: string): PolicyDocument {
  return policy(
    allow(['s3:ListBucket'], [webBucketArn]),
    allow(['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], [`${webBucketArn}/*`]),
    allow(['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'], [distributionArn]),
  );
}
