import type { AccountScope } from '../iam/account-scope.ts';
import { allow, type PolicyDocument, policy, trustService } from '../iam/policy-document.ts';

/**
 * Trust: only VPC flow logs of this account and region may assume the role (VPC User Guide, "IAM
 * role for publishing flow logs to CloudWatch Logs").
 */
export function flowLogTrust({ partition, region, accountId }: AccountScope): PolicyDocument {
  return trustService('vpc-flow-logs.amazonaws.com', {
    StringEquals: { 'aws:SourceAccount': accountId },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:ec2:${region}:${accountId}:vpc-flow-log/*` },
  });
}

/**
 * What the delivery of flow logs needs: it searches for the log group, and writes only to this one.
 *
 * @param logGroupArn - without `:*` at its end
 */
export function flowLogDelivery(logGroupArn: string): PolicyDocument {
  return policy(
    // no resource scope: the search for the group is over all groups
    allow(['logs:DescribeLogGroups'], ['*']),
    allow(
      ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      [`${logGroupArn}:*`],
    ),
  );
}
