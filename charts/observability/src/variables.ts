import {
  ConstantVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableOption,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { cloudWatch, prometheus } from './queries.ts';

/** Which Prometheus to ask: the first there is, unless somebody chooses. */
export function prometheusVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('prometheus').label('Prometheus').type('prometheus');
}

/** Which CloudWatch to ask. */
export function cloudWatchVariable(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder('cloudwatch').label('CloudWatch').type('cloudwatch');
}

/** All values of a variable, as Grafana writes it. */
const all = '$__all';

/**
 * The values of a label, of which several may be chosen.
 *
 * @param selector - PromQL, of the series that bear the label
 * @param first - what is chosen until somebody chooses
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
 * The values of a dimension in CloudWatch, of which several may be chosen.
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

/** What only the stack knows: the chart puts its own value in the place of `@<name>@`. */
export function stackValue(name: StackValue): string {
  return `@${name}@`;
}

/** Values of the chart under `stack`. */
export type StackValue = 'name' | 'submitQueueName' | 'trackQueueName' | 'mediaConvertQueueArn';

/** A fixed value with a name, so that queries can be read. */
export function stackVariable(name: string, value: StackValue): ConstantVariableBuilder {
  return new ConstantVariableBuilder(name).value(stackValue(value));
}
