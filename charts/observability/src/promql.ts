import { parser } from '@prometheus-io/lezer-promql';

/**
 * The names of the metrics that an expression reads.
 *
 * @param expr - PromQL, which may contain Grafana's own variables
 * @throws Error when it is not PromQL, or reads a metric without naming it
 */
export function metricsOf(expr: string): string[] {
  // As Grafana would substitute it; in matchers, variables are ordinary text.
  const plain = expr.replaceAll('$__rate_interval', '5m');
  const names: string[] = [];
  parser.parse(plain).iterate({
    enter({ type, node, from, to }) {
      if (type.isError)
        throw new Error(`not PromQL from "${plain.slice(from, from + 20)}" on: ${plain}`);
      if (type.name !== 'VectorSelector') return;
      const name = node.getChild('Identifier');
      if (!name) throw new Error(`no metric named in: ${plain.slice(from, to)}`);
      names.push(plain.slice(name.from, name.to));
    },
  });
  return names;
}
