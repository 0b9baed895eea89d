import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface ClusterAccessArgs {
  readonly clusterName: pulumi.Input<string>;
  /** ARN of the IAM role or user. */
  readonly principalArn: pulumi.Input<string>;
  /** An access policy of EKS (EKS User Guide, "Review access policy permissions"). */
  readonly policy: 'AmazonEKSClusterAdminPolicy';
}

/** Lets an IAM principal into the whole cluster, within an access policy of EKS. */
export function grantClusterAccess(
  name: string,
  { clusterName, principalArn, policy }: ClusterAccessArgs,
  parent: pulumi.Resource,
): aws.eks.AccessPolicyAssociation {
  const { partition } = aws.getPartitionOutput({}, { parent });
  const entry = new aws.eks.AccessEntry(
    `${name}-access`,
    { clusterName, principalArn, type: 'STANDARD' },
    { parent },
  );
  return new aws.eks.AccessPolicyAssociation(
    `${name}-access-policy`,
    {
      clusterName,
      principalArn: entry.principalArn,
      policyArn: pulumi.interpolate`arn:${partition}:eks::aws:cluster-access-policy/${policy}`,
      accessScope: { type: 'cluster' },
    },
    { parent },
  );
}
