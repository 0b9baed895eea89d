import { allow, type PolicyDocument, policy, trustService } from '../iam/policy-document.ts';

/** Where flow logs are written from and to. */
export interface FlowLogScope {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/**
 * Trust: VPC flow logs of this account and region take the role, and no other account's do (VPC User
 * Guide, "IAM role for publishing flow logs to CloudWatch Logs").
 */
export function flowLogTrust({ partition, region, accountId }: FlowLogScope): PolicyDocument {
  return trustService('vpc-flow-logs.amazonaws.com', {
    StringEquals: { 'aws:SourceAccount': accountId },
    ArnLike: { 'aws:SourceArn': `arn:${partition}:ec2:${region}:${accountId}:vpc-flow-log/*` },
  });
}

/**
 * What the delivery of flow logs does: it looks for the log group by prefix, which IAM checks
 * against all groups of the region, and writes into this one group.
 *
 * @param logGroupArn - without `:*` at its end
 */
export function flowLogDelivery(scope: FlowLogScope, logGroupArn: string): PolicyDocument {
  const { partition, region, accountId } = scope;
  return policy(
    allow(['logs:DescribeLogGroups'], [`arn:${partition}:logs:${region}:${accountId}:log-group:*`]),
    allow(
      ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      [`${logGroupArn}:*`],
    ),
  );
}
