/** Whom a crowd of viewers pushes out: pause pods, and nobody else. */
import { expect, test } from '@jest/globals';
import {
  isApplication,
  renderApplication,
  renderRoot,
} from '../../charts/rendering/applications.ts';
import { gitOpsValues } from '../../charts/rendering/gitops-values.ts';
import type { Manifest } from '../../charts/rendering/helm.ts';
import { podOf } from '../../charts/rendering/pods.ts';
import { platformPriority } from '../../infra/gitops/platform-priority.ts';
import { chartReleases } from './chart-releases.ts';
import { thirdPartyCharts } from './third-party-charts.ts';

const applications = (await renderRoot('prod')).filter(isApplication);
const releases = chartReleases(applications, gitOpsValues('prod'));
const ours: Manifest[] = [];
for (const application of applications.filter(({ spec }) => spec.source.path))
  ours.push(...(await renderApplication(application)));

/** What each class is worth: Kubernetes' own (pkg/apis/scheduling, types.go), Pulumi's and ours. */
const classes = new Map<string, number>([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
  [platformPriority.name, platformPriority.value],
  ...ours
    .filter(({ kind }) => kind === 'PriorityClass')
    .map(({ metadata, value }): [string, number] => [metadata.name, Number(value)]),
]);

function worthOf(name: unknown): number {
  // What names none stands at nothing, as no class is for all.
  if (name === undefined) return 0;
  const worth = classes.get(String(name));
  if (worth === undefined) throw new Error(`Nobody makes the priority class ${name}`);
  return worth;
}

const pods = ours.flatMap((manifest) => {
  const pod = podOf(manifest);
  return pod ? [{ name: manifest.metadata.name, worth: worthOf(pod.priorityClassName) }] : [];
});
const worth = (name: string) => pods.find((pod) => pod.name === name)?.worth ?? Number.NaN;
const others = pods.filter(({ name }) => !['api', 'overprovisioner'].includes(name));

const foreign = releases.flatMap(({ name: release, values }) =>
  (thirdPartyCharts[release]?.workloads ?? []).map(({ name, priority: { path, own } }) => ({
    name,
    worth: worthOf(
      path
        .split('.')
        .reduce<unknown>(
          (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
          values,
        ) ?? own,
    ),
  })),
);

test.each([...foreign, ...others])('$name is not pushed out for the API', ({ worth: its }) => {
  expect(its).toBeGreaterThan(worth('api'));
});

test('the API pushes out pause pods, which push out nobody', () => {
  expect(worth('overprovisioner')).toBeLessThan(0);
  expect(worth('api')).toBeGreaterThan(0);
});

test('the platform stays below what no node can do without', () => {
  expect(platformPriority.value).toBeLessThanOrEqual(1_000_000_000);
});
