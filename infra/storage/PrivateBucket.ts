import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { type Lifecycle, lifecycleRules } from './lifecycle-rules.ts';

export interface PrivateBucketArgs extends Lifecycle {
  /** True: it cannot be deleted by mistake. False: destroying the stack empties it. */
  readonly protect: boolean;
}

/**
 * An encrypted bucket that cannot be made public and whose objects all belong to its account. Its
 * users' component creates its policy, because a bucket can have only one.
 */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucket: aws.s3.Bucket;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:storage:PrivateBucket', name, {}, opts);
    const { protect, ...lifecycle } = args;
    const child = { parent: this };
    this.bucket = new aws.s3.Bucket(name, { forceDestroy: !protect }, { ...child, protect });
    const { bucket } = this.bucket;

    new aws.s3.BucketPublicAccessBlock(
      name,
      {
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    new aws.s3.BucketOwnershipControls(
      name,
      { bucket, rule: { objectOwnership: 'BucketOwnerEnforced' } },
      child,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket,
        // S3's own keys: no request to KMS for every segment, and the one kind of encryption that
        // access logs can be written under.
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
      },
      child,
    );
    const versioning =
      lifecycle.undoDays === undefined
        ? []
        : [
            new aws.s3.BucketVersioning(
              name,
              { bucket, versioningConfiguration: { status: 'Enabled' } },
              child,
            ),
          ];
    new aws.s3.BucketLifecycleConfiguration(
      name,
      { bucket, rules: lifecycleRules(lifecycle) },
      // Rules on old versions are accepted only when versioning is on.
      { ...child, dependsOn: versioning },
    );
    this.registerOutputs({ bucket: this.bucket.bucket });
  }
}
