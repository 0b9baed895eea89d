/** Every metric that a dashboard or a rule reads is one that somebody gives. */
import { expect, test } from '@jest/globals';
import { apiRoutes } from '@tidecast/contract/routes/api';
import { apiRoot, innerPaths } from '@tidecast/platform/delivery/api-paths';
import {
  type FunctionMetric,
  liveCounts,
  liveDurations,
  metricNamespace,
  notifierCounts,
  transcoderCounts,
  transcoderDurations,
} from '@tidecast/platform/telemetry/metrics';
import { z } from 'zod';
import { collectProcessMetrics, createMetrics } from '../../../apps/api/src/http/metrics.ts';
import { apiJob } from './api-job.ts';
import { dashboards, render } from './dashboards/dashboards.ts';
import { metricsOf } from './promql.ts';
import { readAlerts } from './rules.ts';
import { cloudWatchNamespaces, exporters } from './upstream-metrics.ts';

const promqlSchema = z.object({ expr: z.string() });
const cloudWatchSchema = z.object({
  namespace: z.string(),
  metricName: z.string(),
  dimensions: z.record(z.string(), z.string()),
  matchExact: z.literal(true),
});
const labelValuesSchema = z.object({ query: z.string().regex(/^label_values\(.+, \w+\)$/) });
const dimensionValuesSchema = z.object({
  namespace: z.string(),
  metricName: z.string(),
  dimensionKey: z.string(),
});
const boardSchema = z.object({
  panels: z.array(
    z.object({ targets: z.array(z.union([promqlSchema, cloudWatchSchema])).default([]) }),
  ),
  templating: z.object({
    list: z.array(
      z.object({ query: z.union([z.string(), labelValuesSchema, dimensionValuesSchema]) }),
    ),
  }),
});

const boards = Object.values(dashboards).map((build) =>
  boardSchema.parse(JSON.parse(render(build))),
);
const targets = boards.flatMap(({ panels }) => panels.flatMap((panel) => panel.targets));
const variables = boards.flatMap(({ templating }) => templating.list.map(({ query }) => query));

/** Everything in PromQL: panels, the choices above them, and rules. */
const expressions = [
  ...targets.flatMap((target) => ('expr' in target ? [target.expr] : [])),
  ...variables.flatMap((query) =>
    typeof query === 'object' && 'query' in query
      ? [query.query.replace(/^label_values\((.+), \w+\)$/, '$1')]
      : [],
  ),
  ...readAlerts().map(({ expr }) => expr),
];

/** Everything asked of CloudWatch, with the names of its dimensions. */
const wanted = [
  ...targets.flatMap((target) =>
    'metricName' in target ? [{ ...target, dimensions: Object.keys(target.dimensions) }] : [],
  ),
  ...variables.flatMap((query) =>
    typeof query === 'object' && 'dimensionKey' in query
      ? [{ ...query, dimensions: [query.dimensionKey] }]
      : [],
  ),
];

async function apiMetrics(): Promise<string[]> {
  const metrics = createMetrics();
  collectProcessMetrics(metrics);
  const all = await metrics.registry.getMetricsAsJSON();
  return all.flatMap(({ name, type }) =>
    String(type) === 'histogram'
      ? ['bucket', 'sum', 'count'].map((end) => `${name}_${end}`)
      : [name],
  );
}

const functionMetrics = new Set<FunctionMetric>([
  ...transcoderCounts,
  ...transcoderDurations,
  ...liveCounts,
  ...liveDurations,
  ...notifierCounts,
]);
const countedByReason = new Set<FunctionMetric>(['VideoFailed', 'MessageRefused', 'LimitBreached']);

/** The functions' own metrics; what is counted by reason exists so too. */
const ours = {
  namespace: metricNamespace,
  metrics: Object.fromEntries(
    [...functionMetrics].map((name) => [
      name,
      [
        ['service', 'stack'],
        ...(countedByReason.has(name) ? [['reason', 'service', 'stack']] : []),
      ],
    ]),
  ),
};

test('what is asked of Prometheus is exported by the API or by a known exporter', async () => {
  const known = new Set([...(await apiMetrics()), ...exporters.flatMap(({ metrics }) => metrics)]);
  const unknown = expressions.flatMap(metricsOf).filter((name) => !known.has(name));
  expect(unknown).toEqual([]);
});

test('what is asked of CloudWatch exists, with just these dimensions', () => {
  const known = new Set(
    [ours, ...cloudWatchNamespaces].flatMap(({ namespace, metrics }) =>
      Object.entries(metrics).flatMap(([name, sets]) =>
        sets.map((set) => [namespace, name, ...[...set].sort()].join(' ')),
      ),
    ),
  );
  const unknown = wanted
    .map(({ namespace, metricName, dimensions }) =>
      [namespace, metricName, ...[...dimensions].sort()].join(' '),
    )
    .filter((name) => !known.has(name));
  expect(unknown).toEqual([]);
});

test('the list of upstream metrics has no unused name', () => {
  const asked = new Set(expressions.flatMap(metricsOf));
  expect(exporters.flatMap(({ metrics }) => metrics).filter((name) => !asked.has(name))).toEqual(
    [],
  );
  const askedOfAws = new Set(
    wanted.map(({ namespace, metricName }) => `${namespace} ${metricName}`),
  );
  const listed = cloudWatchNamespaces.flatMap(({ namespace, metrics }) =>
    Object.keys(metrics).map((name) => `${namespace} ${name}`),
  );
  expect(listed.filter((name) => !askedOfAws.has(name))).toEqual([]);
});

test('everything that the functions count or measure can be seen', () => {
  const shown = wanted.filter(({ namespace }) => namespace === metricNamespace);
  const names = new Set(shown.map(({ metricName }) => metricName));
  expect([...functionMetrics].filter((name) => !names.has(name))).toEqual([]);
});

test('the API is known by the job that its monitor gives it', () => {
  const jobs = expressions.flatMap((expr) => [...expr.matchAll(/\bjob="([^"]*)"/g)]);
  expect(jobs.length).toBeGreaterThan(0);
  expect(new Set(jobs.map(([, job]) => job))).toEqual(new Set([apiJob]));
});

test('every route that is asked for is one that the API serves, by this method', () => {
  const served = Object.values(apiRoutes).map(({ method, path }) => ({
    method,
    route: `${apiRoot}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
  }));
  const known = new Set<string>([
    innerPaths.alive,
    innerPaths.ready,
    ...served.flatMap(({ method, route }) => [route, `${method} ${route}`]),
  ]);
  const asked = expressions.flatMap((expr) =>
    [...expr.matchAll(/(?:\bmethod="(\w+)",)?\broute(?:=|!=|=~|!~)"([^"]*)"/g)].flatMap(
      ([, method, routes = '']) =>
        routes.split('|').map((route) => (method ? `${method} ${route}` : route)),
    ),
  );
  expect(asked).toContain('/healthz');
  expect(asked).toContain('POST /api/videos');
  expect(asked.filter((route) => !known.has(route))).toEqual([]);
});

test('what is no PromQL, or hides the name of a metric, is not overlooked', () => {
  expect(metricsOf('sum by (le) (rate(a_bucket{le="1"}[$__rate_interval])) / on () b')).toEqual([
    'a_bucket',
    'b',
  ]);
  expect(() => metricsOf('sum by (le) (rate(a[5m])')).toThrow('not PromQL');
  expect(() => metricsOf('{__name__=~"a|b"}')).toThrow('no metric named');
});
