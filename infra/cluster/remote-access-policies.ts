import type { Input } from '@pulumi/pulumi';
import { allow, type PolicyDocument, policy } from '../iam/policy-document.ts';

/** What `aws eks update-kubeconfig` calls. The cluster's access entry decides everything else. */
export function describeCluster(clusterArn: Input<string>): PolicyDocument {
  return policy(allow(['eks:DescribeCluster'], [clusterArn]));
}
