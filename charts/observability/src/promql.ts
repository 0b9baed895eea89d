import { parser } from '@prometheus-io/lezer-promql';

/**
 * The names of the metrics that an expression reads.
 *
 * @param expr - PromQL, in which Grafana's own variables may stand
 * @throws Error where it is no PromQL, or reads a metric whose name it does not say
 */
export function metricsOf(expr: string): string[] {
  // As Grafana would put it; in matchers variables are text like any other.
  const plain = expr.replaceAll('$__rate_interval', '5m');
  const names: string[] = [];
  parser.parse(plain).iterate({
    enter({ type, node, from, to }) {
      if (type.isError)
        throw new Error(`not PromQL from "${plain.slice(from, from + 20)}" on: ${plain}`);
      if (type.name !== 'VectorSelector') return;
      const name = node.getChild('Identifier');
      if (!name) throw new Error(`names no metric: ${plain.slice(from, to)}`);
      names.push(plain.slice(name.from, name.to));
    },
  });
  return names;
}
