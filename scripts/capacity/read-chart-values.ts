import { parseRequests } from './quantities.ts';
import type { ChartWorkload, ThirdPartyChart } from './third-party-charts.ts';
import { sum, type Workload } from './workload.ts';

type Tree = Readonly<Record<string, unknown>>;

/** A release of a third-party chart. */
export interface ChartRelease {
  /** Name in the table of charts. */
  readonly name: string;
  readonly version: string;
  readonly values: Tree;
}

/**
 * What a release runs, according to the table of charts.
 *
 * @throws Error if the table lacks the chart or is for another version, if it names a key that the
 * values do not have, or if the values ask for resources that it does not name
 */
export function readChartValues(
  { name, version, values }: ChartRelease,
  charts: Readonly<Record<string, ThirdPartyChart>>,
): Workload[] {
  const chart = charts[name];
  const add = (what: string) =>
    new Error(`${what}: look up what the chart makes, in scripts/capacity/third-party-charts.ts`);
  if (!chart) throw add(`Nobody has said what ${name} runs`);
  if (chart.version !== version)
    throw add(`${name} is of version ${version}, what is known of it is of ${chart.version}`);

  const read = (path: string) => {
    const found = path.split('.').reduce<unknown>((at, key) => asTree(at)?.[key], values);
    if (found === undefined) throw add(`The values of ${name} have no ${path}`);
    return found;
  };
  const workloads = chart.workloads.map((workload) => toWorkload(workload, read));
  const known = new Set([
    ...chart.workloads.flatMap(({ containers }) => containers),
    ...(chart.jobs ?? []),
  ]);
  for (const path of resourcePaths(values))
    if (!known.has(path)) throw add(`Nobody has said what ${path} of ${name} is for`);
  return workloads;
}

function toWorkload(
  { name, kind, containers, replicas, keepsVolume }: ChartWorkload,
  read: (path: string) => unknown,
): Workload {
  const count = typeof replicas === 'string' ? Number(read(replicas)) : replicas;
  const running = count > 0 ? containers : [];
  return {
    name,
    kind,
    replicas: count,
    requests: sum(running.map((path) => parseRequests(asTree(asTree(read(path))?.requests)))),
    ...(keepsVolume && { keepsVolume }),
  };
}

/** Paths of requests for CPU or memory; volumes request only storage. */
function resourcePaths(tree: Tree, path: readonly string[] = []): string[] {
  const requests = asTree(tree.requests);
  if (requests && ('cpu' in requests || 'memory' in requests)) return [path.join('.')];
  return Object.entries(tree).flatMap(([key, value]) => {
    const below = asTree(value);
    return below ? resourcePaths(below, [...path, key]) : [];
  });
}

function asTree(value: unknown): Tree | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...value }
    : undefined;
}
