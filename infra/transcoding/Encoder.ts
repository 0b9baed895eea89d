import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { policyJson } from '../iam/policy-json.ts';
import { encoderPolicy, encoderTrust } from './policies.ts';

export interface EncoderArgs {
  /** Uploads. */
  readonly sourceBucketArn: pulumi.Input<string>;
  /** Bucket of everything delivered. */
  readonly mediaBucketArn: pulumi.Input<string>;
}

/** This stack's own resources for MediaConvert: a queue and a role. */
export class Encoder extends pulumi.ComponentResource {
  readonly queueArn: pulumi.Output<string>;
  /** Known once the role may read and write. */
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: EncoderArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:transcoding:Encoder', name, {}, opts);
    const queue = new aws.mediaconvert.Queue(
      `${name}-queue`,
      { pricingPlan: 'ON_DEMAND', status: 'ACTIVE', description: 'Uploads of the site' },
      { parent: this },
    );
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this });
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        assumeRolePolicy: policyJson(
          pulumi.all([queue.arn, accountId]).apply(([arn, account]) => encoderTrust(arn, account)),
        ),
      },
      { parent: this },
    );
    const rolePolicy = new aws.iam.RolePolicy(
      `${name}-policy`,
      { role: role.name, policy: policyJson(pulumi.output({ ...args }).apply(encoderPolicy)) },
      { parent: this },
    );

    this.queueArn = queue.arn;
    this.roleArn = pulumi.all([role.arn, rolePolicy.id]).apply(([arn]) => arn);
    this.registerOutputs({ queueArn: this.queueArn, roleArn: this.roleArn });
  }
}
