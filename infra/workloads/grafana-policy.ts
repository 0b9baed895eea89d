import type { AccountScope } from '../iam/account-scope.ts';
import { allow, type PolicyDocument, policy } from '../iam/policy-document.ts';

/**
 * What Grafana's CloudWatch data source calls for metrics and alarms (Grafana documentation, "Amazon
 * CloudWatch data source"). It reads no logs.
 */
export function grafanaPolicy({ partition, region, accountId }: AccountScope): PolicyDocument {
  return policy(
    // no resource scope
    allow(
      [
        'cloudwatch:GetMetricData',
        'cloudwatch:ListMetrics',
        'cloudwatch:DescribeAlarmsForMetric',
        'ec2:DescribeRegions',
        'tag:GetResources',
      ],
      ['*'],
    ),
    allow(
      ['cloudwatch:DescribeAlarms', 'cloudwatch:DescribeAlarmHistory'],
      [`arn:${partition}:cloudwatch:${region}:${accountId}:alarm:*`],
    ),
  );
}
