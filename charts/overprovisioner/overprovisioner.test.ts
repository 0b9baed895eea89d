import { expect, test } from '@jest/globals';
import { renderChild } from '../rendering/applications.ts';
import { podOf } from '../rendering/pods.ts';

const manifests = await renderChild('prod', 'overprovisioner');
const pod = manifests.map(podOf).find((found) => found !== undefined);
const api = (await renderChild('prod', 'api')).map(podOf).find((found) => found !== undefined);

/** CPU that an m5.large offers to pods, in thousandths (Amazon EKS AMI: 60m of one CPU, 10m of two). */
const allocatable = 1930;
/** aws-node 50, kube-proxy 100, ebs-csi-node 30, node-exporter 20: they run on every node. */
const onEveryNode = 200;

function priorityClass(name: string) {
  return manifests.find(({ kind, metadata }) => kind === 'PriorityClass' && metadata.name === name);
}

function cpu(of: typeof pod): number {
  const [, amount] = /^(\d+)m$/.exec(of?.containers[0]?.resources?.requests?.cpu ?? '') ?? [];
  return Number(amount);
}

test('a pause pod has a node to itself', () => {
  expect(cpu(pod)).toBe(1700);
  expect(cpu(pod) + onEveryNode).toBeLessThanOrEqual(allocatable);
  expect(2 * cpu(pod) + onEveryNode).toBeGreaterThan(allocatable);
});

test('a pod of the API makes it give way: there is no room for both, but for two of the API', () => {
  expect(cpu(api) + cpu(pod) + onEveryNode).toBeGreaterThan(allocatable);
  expect(2 * cpu(api) + onEveryNode).toBeLessThanOrEqual(allocatable);
});

test('it gives way to everything, at once, and still makes the cluster grow', () => {
  expect(priorityClass('overprovisioning')).toMatchObject({
    value: -1,
    preemptionPolicy: 'Never',
    globalDefault: false,
  });
  expect(pod).toMatchObject({
    priorityClassName: 'overprovisioning',
    terminationGracePeriodSeconds: 0,
  });
  expect(manifests.map(({ kind }) => kind)).not.toContain('PodDisruptionBudget');
});

test('the API asks for the priority that is made here', () => {
  expect(priorityClass(String(api?.priorityClassName))).toMatchObject({
    value: 1_000_000,
    globalDefault: false,
  });
});

test('no room is held where there can be no more nodes', async () => {
  const deployment = async (stack: 'dev' | 'prod') =>
    (await renderChild(stack, 'overprovisioner')).find(({ kind }) => kind === 'Deployment');
  expect((await deployment('prod'))?.spec).toMatchObject({ replicas: 1 });
  expect((await deployment('dev'))?.spec).toMatchObject({ replicas: 0 });
});
