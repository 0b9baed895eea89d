import type * as pulumi from '@pulumi/pulumi';
import { metricNamespace, rowLeftOut, type Service } from '@tidecast/platform/telemetry/metrics';
import { raiseAlarm } from './raise-alarm.ts';

export interface WatchedRows {
  /** The function that counts. */
  readonly service: Service;
  readonly stackName: pulumi.Input<string>;
  /** Topic that hears of it. */
  readonly topicArn: pulumi.Input<string>;
}

/** Raises an alarm when a function leaves rows out of a list because it cannot read them. */
export function watchRows(name: string, rows: WatchedRows, parent: pulumi.Resource): void {
  const { service, stackName, topicArn } = rows;
  raiseAlarm(
    name,
    {
      namespace: metricNamespace,
      metricName: 'RowUnreadable',
      dimensions: { service, stack: stackName },
      statistic: 'Sum',
      periodSeconds: 300,
      atLeast: 1,
      description: `Rows are left out of lists: ${service} cannot read them. Look for "${rowLeftOut}" in its logs, and at docs/runbooks/api-rows-unreadable.md.`,
      topicArn,
    },
    parent,
  );
}
