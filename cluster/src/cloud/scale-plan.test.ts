import { expect, test } from '@jest/globals';
import {
  nodesFor,
  type PlannedNode,
  type PlannedPod,
  utilisation,
  withoutRoom,
} from './scale-plan.ts';

const pod = (name: string, cpu: number, more: Partial<PlannedPod> = {}): PlannedPod => ({
  name,
  requests: { cpu, memory: 0 },
  nodeSelector: {},
  ...more,
});

const node = (name: string, pods: readonly PlannedPod[] = [], zone = 'a'): PlannedNode => ({
  name,
  labels: { 'topology.kubernetes.io/zone': zone },
  allocatable: { cpu: 1930, memory: 1000 },
  maxPods: 3,
  pods,
});

const names = (pods: readonly PlannedPod[]) => pods.map(({ name }) => name);

test('a pod has room where its CPU fits beside the others', () => {
  expect(names(withoutRoom([pod('x', 800)], [node('n', [pod('y', 1130)])]))).toEqual([]);
  expect(names(withoutRoom([pod('x', 800)], [node('n', [pod('y', 1131)])]))).toEqual(['x']);
});

test('a pod has no room where a node has no address left', () => {
  const full = node('n', [pod('a', 1), pod('b', 1), pod('c', 1)]);
  expect(names(withoutRoom([pod('x', 1)], [full]))).toEqual(['x']);
});

test('a pod has room only in the zone of its volume and on a node with its labels', () => {
  expect(names(withoutRoom([pod('x', 1, { zones: ['b'] })], [node('n')]))).toEqual(['x']);
  expect(names(withoutRoom([pod('x', 1, { zones: ['b'] })], [node('n', [], 'b')]))).toEqual([]);
  expect(names(withoutRoom([pod('x', 1, { nodeSelector: { disk: 'ssd' } })], [node('n')]))).toEqual(
    ['x'],
  );
});

test.each([
  [[800, 800, 800, 800], 2],
  [[1700, 800, 800], 2],
  [[1700, 1700], 2],
  [[], 0],
  // Too great for any node.
  [[2000], 0],
])('%j needs %d nodes', (cpus, count) => {
  const pods = cpus.map((cpu, index) => pod(`p${index}`, cpu));
  expect(nodesFor(pods, node('new', [pod('of a DaemonSet', 180)]))).toBe(count);
});

test('a node is used as far as what it has least of', () => {
  expect(utilisation(node('n', [pod('x', 965, { requests: { cpu: 193, memory: 500 } })]))).toBe(
    0.5,
  );
});
