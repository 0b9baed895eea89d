import { expect, test } from '@jest/globals';
import { isApplication, renderRoot } from '../../charts/rendering/applications.ts';
import { gitOpsValues } from '../../charts/rendering/gitops-values.ts';
import { chartReleases } from './chart-releases.ts';
import { readChartValues } from './read-chart-values.ts';
import { thirdPartyCharts } from './third-party-charts.ts';

const applications = (await renderRoot('prod')).filter(isApplication);
const releases = chartReleases(applications, gitOpsValues('prod'));

test('the table has every Application of a chart of others, at its version, and no more', () => {
  expect(Object.keys(thirdPartyCharts).sort()).toEqual(releases.map(({ name }) => name).sort());
  for (const { name, version } of releases) expect(thirdPartyCharts[name]?.version).toBe(version);
});

const keys = releases.flatMap((release) =>
  (thirdPartyCharts[release.name]?.workloads ?? []).flatMap(({ replicas, containers }) =>
    [replicas, ...containers]
      .filter((path) => typeof path === 'string')
      // What stands at no replicas is not asked what it needs.
      .filter((path) => path !== 'applicationSet.resources')
      .map((path) => ({ name: release.name, path, release })),
  ),
);

test.each(keys)('$name cannot be read without $path', ({ name, path, release }) => {
  const values = structuredClone(release.values);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  Reflect.deleteProperty(
    steps.reduce<object>((at, key) => Reflect.get(at, key), values),
    last,
  );
  expect(() => readChartValues({ ...release, values }, thirdPartyCharts)).toThrow(
    `The values of ${name} have no ${path}`,
  );
});

test('what runs of a chart asks for both CPU and memory', () => {
  const workloads = releases
    .flatMap((release) => readChartValues(release, thirdPartyCharts))
    .filter(({ replicas }) => replicas > 0);
  expect(workloads.length).toBeGreaterThan(10);
  for (const { name, requests } of workloads)
    expect({ name, both: requests.cpu > 0 && requests.memory > 0 }).toEqual({ name, both: true });
});
