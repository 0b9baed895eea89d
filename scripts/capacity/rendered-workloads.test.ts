import { expect, test } from '@jest/globals';
import type { Manifest } from '../../charts/rendering/helm.ts';
import { renderedWorkloads, scaling } from './rendered-workloads.ts';

const container = (cpu: string, memory: string) => ({
  name: 'one',
  image: 'one:1',
  resources: { requests: { cpu, memory } },
});

function workload(kind: string, spec: object, pod: object): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'shop' },
    spec: { ...spec, template: { spec: pod } },
  };
}

const scaler: Manifest = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'shop' },
  spec: { scaleTargetRef: { name: 'shop' }, minReplicas: 3, maxReplicas: 9 },
};

test('a pod asks for all its containers together, or for what starts it if that is more', () => {
  const pod = {
    containers: [container('100m', '64Mi'), container('50m', '32Mi')],
    initContainers: [container('10m', '1Gi')],
  };
  expect(renderedWorkloads([workload('Deployment', { replicas: 2 }, pod)])).toEqual([
    { name: 'shop', kind: 'Deployment', replicas: 2, requests: { cpu: 150, memory: 1024 } },
  ]);
});

test('what is scaled counts at the least that it may have', () => {
  const shop = workload('Deployment', {}, { containers: [container('1', '1Gi')] });
  expect(renderedWorkloads([shop, scaler])).toMatchObject([{ replicas: 3 }]);
  expect(scaling('shop', [shop, scaler])).toEqual({ min: 3, max: 9 });
  expect(scaling('stall', [shop, scaler])).toBeUndefined();
});

test('what is no workload, or a job that ends, does not count', () => {
  const job = workload('Job', {}, { containers: [container('1', '1Gi')] });
  expect(renderedWorkloads([job, scaler])).toEqual([]);
});

const apart = (skew: string) => ({
  containers: [container('1', '1Gi')],
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname' } },
      ],
    },
  },
  topologySpreadConstraints: [
    { topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: skew },
  ],
});

test('how replicas keep apart is read from the pod', () => {
  expect(renderedWorkloads([workload('Deployment', {}, apart('ScheduleAnyway'))])).toMatchObject([
    { apart: { byNode: 100, zoneSkew: 1 } },
  ]);
});

test('a wish that the model cannot weigh is told', () => {
  expect(() => renderedWorkloads([workload('Deployment', {}, apart('DoNotSchedule'))])).toThrow(
    'shop has a scheduling constraint that scripts/capacity/score.ts does not know',
  );
});
