import {
  MetricQueryType,
  MetricsQueryBuilder,
  QueryMode,
} from '@grafana/grafana-foundation-sdk/cloudwatch';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import {
  type FunctionMetric,
  metricNamespace,
  type Service,
} from '@tidecast/platform/telemetry/metrics';

/** A panel's query to a data source. */
export interface Query {
  readonly source: DataSourceRef;
  readonly target: DataqueryBuilder | MetricsQueryBuilder;
}

/** The data sources that a dashboard's variables of these names choose; see variables.ts. */
export const prometheus: DataSourceRef = { type: 'prometheus', uid: '$prometheus' };
export const cloudWatch: DataSourceRef = { type: 'cloudwatch', uid: '$cloudwatch' };

/**
 * A query in PromQL.
 *
 * @param legend - the name of its series; `{{label}}` stands for a label's value
 */
export function promql(expr: string, legend: string): Query {
  return {
    source: prometheus,
    target: new DataqueryBuilder().datasource(prometheus).expr(expr).legendFormat(legend).range(),
  };
}

export interface CloudWatchMetric {
  readonly namespace: string;
  readonly metric: string;
  /** By name; `*` gives a series for each value. */
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly statistic: 'Sum' | 'Average' | 'Maximum' | 'Minimum' | `p${number}`;
  /** The name of its series; {@link dimension} stands for a dimension's value. */
  readonly label: string;
}

/** A query to CloudWatch, in the data source's own region. */
export function metric(wanted: CloudWatchMetric): Query {
  const { namespace, metric: name, dimensions = {}, statistic, label } = wanted;
  return {
    source: cloudWatch,
    target: new MetricsQueryBuilder()
      .datasource(cloudWatch)
      .queryMode(QueryMode.Metrics)
      .metricQueryType(MetricQueryType.Search)
      .region('default')
      .namespace(namespace)
      .metricName(name)
      .dimensions({ ...dimensions })
      .matchExact(true)
      .statistic(statistic)
      .period('')
      .label(label),
  };
}

/** A dimension's value in a label (CloudWatch User Guide, "Using dynamic labels"). */
export function dimension(name: string): string {
  return `\${PROP('Dim.${name}')}`;
}

/** A metric that our functions report. */
export type FunctionQuery = Pick<CloudWatchMetric, 'statistic' | 'label'> & {
  readonly metric: FunctionMetric;
  /** The function that reports it; `*` is a series for each. */
  readonly service: Service | '*';
  /** A series for each reason, instead of one for all. */
  readonly reason?: '*';
};

/** A question about our functions' own metrics, for a dashboard with the variable `stack`. */
export function functionMetric(wanted: FunctionQuery): Query {
  const { metric: name, statistic, label, service, reason } = wanted;
  return metric({
    namespace: metricNamespace,
    metric: name,
    dimensions: { service, stack: '$stack', ...(reason && { reason }) },
    statistic,
    label,
  });
}
