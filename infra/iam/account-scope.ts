import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** Where the stack is: the parts of ARNs for policies that no resource of ours provides. */
export interface AccountScope {
  /** Such as `aws`, or `aws-cn` in China. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** Looks up where the stack is, with the parent's provider. */
export function accountScope(parent: pulumi.Resource): pulumi.Output<AccountScope> {
  return pulumi.output({
    partition: aws.getPartitionOutput({}, { parent }).partition,
    region: aws.getRegionOutput({}, { parent }).region,
    accountId: aws.getCallerIdentityOutput({}, { parent }).accountId,
  });
}
