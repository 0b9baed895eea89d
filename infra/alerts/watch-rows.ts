import type * as pulumi from '@pulumi/pulumi';
import { metricNamespace, rowLeftOut, type Service } from '@tidecast/platform/telemetry/metrics';
import { raiseAlarm } from './raise-alarm.ts';

export interface WatchedRows {
  /** The function that counts. */
  readonly service: Service;
  readonly stackName: pulumi.Input<string>;
  /** Topic that is notified. */
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
      description: `${service} leaves rows out of lists because it cannot read them. Look for "${rowLeftOut}" in its logs, and see docs/runbooks/api-rows-unreadable.md.`,
      topicArn,
    },
    parent,
  );
}
