import {
  ConstantVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableOption,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { cloudWatch, prometheus } from './queries.ts';

/** The Prometheus to query: the first one by default. */
export function prometheusVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('prometheus').label('Prometheus').type('prometheus');
}

/** The CloudWatch to query. */
export function cloudWatchVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('cloudwatch').label('CloudWatch').type('cloudwatch');
}

/** Grafana's notation for all values of a variable. */
const all = '$__all';

/**
 * The values of a label, of which several may be selected.
 *
 * @param selector - PromQL for the series that have the label
 * @param first - the default selection
 */
export function labelVariable(label: string, selector: string, first = all): QueryVariableBuilder {
  return new QueryVariableBuilder(label)
    .datasource(prometheus)
    .query({ query: `label_values(${selector}, ${label})`, refId: label })
    .current(chosen(first))
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true);
}

/**
 * The values of a dimension in CloudWatch, of which several may be selected.
 *
 * @param pattern - a regular expression that the wanted values match
 */
export function dimensionVariable(
  name: string,
  of: { readonly namespace: string; readonly metric: string; readonly dimension: string },
  pattern: string,
): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .datasource(cloudWatch)
    .query({
      queryType: 'dimensionValues',
      region: 'default',
      namespace: of.namespace,
      metricName: of.metric,
      dimensionKey: of.dimension,
      refId: name,
    })
    .regex(`/${pattern}/`)
    .current(chosen(all))
    .refresh(VariableRefresh.OnDashboardLoad)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true);
}

function chosen(value: string): VariableOption {
  return { selected: true, text: [value === all ? 'All' : value], value: [value] };
}

/** A value that only the stack knows: the chart replaces `@<name>@` with it. */
export function stackValue(name: StackValue): string {
  return `@${name}@`;
}

/** Values of the chart under `stack`. */
export type StackValue = 'name' | 'submitQueueName' | 'trackQueueName' | 'mediaConvertQueueArn';

/** A constant with a name, for readable queries. */
export function stackVariable(name: string, value: StackValue): ConstantVariableBuilder {
  return new ConstantVariableBuilder(name).value(stackValue(value));
}
