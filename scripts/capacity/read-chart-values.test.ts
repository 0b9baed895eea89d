import { expect, test } from '@jest/globals';
import { readChartValues } from './read-chart-values.ts';

const charts = {
  shop: {
    version: '1.2.3',
    workloads: [
      {
        name: 'till',
        kind: 'Deployment',
        replicas: 'till.replicas',
        containers: ['till.resources', 'sidecar.resources'],
        priority: { path: 'priorityClassName' },
      },
      {
        name: 'store',
        kind: 'StatefulSet',
        replicas: 1,
        containers: ['store'],
        priority: { path: 'priorityClassName' },
        keepsVolume: true,
      },
    ],
    jobs: ['opening.resources'],
  },
} as const;
const resources = (cpu: string, memory: string) => ({ resources: { requests: { cpu, memory } } });
const values = {
  till: { replicas: 2, ...resources('100m', '64Mi') },
  sidecar: resources('10m', '32Mi'),
  store: {
    requests: { cpu: '1', memory: '1Gi' },
    volume: { resources: { requests: { storage: '2Gi' } } },
  },
  opening: resources('1', '1Gi'),
};
const release = { name: 'shop', version: '1.2.3', values };

test('a pod asks for what its containers ask for, and jobs do not count', () => {
  expect(readChartValues(release, charts)).toEqual([
    { name: 'till', kind: 'Deployment', replicas: 2, requests: { cpu: 110, memory: 96 } },
    {
      name: 'store',
      kind: 'StatefulSet',
      replicas: 1,
      requests: { cpu: 1000, memory: 1024 },
      keepsVolume: true,
    },
  ]);
});

test('a key that the table names and the values lack is told, with its chart', () => {
  const { sidecar: _, ...lacking } = values;
  expect(() => readChartValues({ ...release, values: lacking }, charts)).toThrow(
    'The values of shop have no sidecar.resources',
  );
});

test('what asks for resources and stands in no table is told', () => {
  const more = { ...values, cache: resources('1', '1Gi') };
  expect(() => readChartValues({ ...release, values: more }, charts)).toThrow(
    'Nobody has said what cache.resources of shop is for',
  );
});

test('what does not run need not say what it asks for', () => {
  const { resources: _, ...silent } = values.till;
  const off = { ...values, till: { ...silent, replicas: 0 } };
  expect(readChartValues({ ...release, values: off }, charts)[0]).toMatchObject({ replicas: 0 });
  const on = { ...values, till: silent };
  expect(() => readChartValues({ ...release, values: on }, charts)).toThrow('no till.resources');
});

test('a chart that is new, or of another version, must be looked up', () => {
  expect(() => readChartValues({ ...release, name: 'stall' }, charts)).toThrow(
    'Nobody has said what stall runs',
  );
  expect(() => readChartValues({ ...release, version: '2.0.0' }, charts)).toThrow(
    'shop is of version 2.0.0, what is known of it is of 1.2.3',
  );
});
