import type { AccountScope } from '../iam/account-scope.ts';
import { allow, type PolicyDocument, policy } from '../iam/policy-document.ts';

/**
 * What the autoscaler calls when groups are discovered by tags and managed by EKS
 * (cluster-autoscaler, cloudprovider/aws/aws_wrapper.go): it may read every group of the account,
 * and change those that this cluster owns.
 */
export function clusterAutoscalerPolicy(scope: AccountScope, clusterName: string): PolicyDocument {
  const { partition, region, accountId } = scope;
  const here = `${region}:${accountId}`;
  return policy(
    // no resource scope
    allow(
      [
        'autoscaling:DescribeAutoScalingGroups',
        'autoscaling:DescribeScalingActivities',
        'ec2:DescribeInstanceTypes',
        'ec2:DescribeLaunchTemplateVersions',
      ],
      ['*'],
    ),
    allow(
      ['autoscaling:SetDesiredCapacity', 'autoscaling:TerminateInstanceInAutoScalingGroup'],
      [`arn:${partition}:autoscaling:${here}:autoScalingGroup:*:autoScalingGroupName/*`],
      {
        StringEquals: {
          [`aws:ResourceTag/k8s.io/cluster-autoscaler/${clusterName}`]: 'owned',
        },
      },
    ),
    // To learn what a node of an empty group would be like.
    allow(['eks:DescribeNodegroup'], [`arn:${partition}:eks:${here}:nodegroup/${clusterName}/*/*`]),
  );
}
