import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** Where the stack is: what ARNs of policies are made of that no resource of ours tells. */
export interface AccountScope {
  /** Such as `aws`, or `aws-cn` in China. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** Looks up where the stack is, by the provider that makes the parent. */
export function accountScope(parent: pulumi.Resource): pulumi.Output<AccountScope> {
  return pulumi.output({
    partition: aws.getPartitionOutput({}, { parent }).partition,
    region: aws.getRegionOutput({}, { parent }).region,
    accountId: aws.getCallerIdentityOutput({}, { parent }).accountId,
  });
}
