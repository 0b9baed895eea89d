import { expect, test } from '@jest/globals';
import type { KubeObject } from '../control-plane/kube-objects.ts';
import type { PlacedNode, PlacedPod } from './arrangement.ts';
import { booting, restlessness } from './restlessness.ts';

const pod = (name: string, cpu: number, more: Partial<PlacedPod> = {}): PlacedPod => ({
  ...{ name, workload: name, namespace: 'video', requests: { cpu, memory: 1 } },
  ...{ ready: true, priority: 0, promised: false, leaving: false },
  ...more,
});
const node = (pods: readonly PlacedPod[], open = true): PlacedNode => ({
  ...{ name: 'node', zone: 'a', open, pods },
  allocatable: { cpu: 1000, memory: 100, pods: 10 },
});
/** A cluster whose Deployments want these numbers of pods. */
const kube = (wanted: Readonly<Record<string, number>> = {}) => ({
  list: async <T extends KubeObject>(_: string, kind: string) =>
    Object.entries(kind === 'Deployment' ? wanted : {}).map(
      ([name, replicas]) =>
        ({ metadata: { name, namespace: 'video' }, spec: { replicas } }) as unknown as T,
    ),
});
const group = (size: number, machines: readonly { readyAt?: number }[] = []) => ({
  machines: () =>
    machines.map((machine) => ({ name: '', zone: '', orderedAt: 0, lost: false, ...machine })),
  size: () => size,
  group: { max: 2 },
});

test.each([
  ['a pod leaves', [node([pod('api', 1, { leaving: true })])], [], group(2), 'api moves'],
  ['a pod has been promised room', [], [pod('api', 1, { promised: true })], group(2), 'api moves'],
  ['a pod starts', [node([pod('api', 1, { ready: false })])], [], group(2), 'api is not ready'],
  ['there is room', [node([])], [pod('api', 800)], group(2), 'api has room'],
  [
    'it may push another out',
    [node([pod('pause', 900, { priority: -1 })])],
    [pod('api', 800)],
    group(2),
    'api has room',
  ],
  ['there may be another node', [], [pod('api', 800)], group(1), 'api may have another node'],
])('it goes on while %s', async (_, nodes, waiting, machines, expected) => {
  expect(await restlessness(kube(), { nodes, waiting }, machines)).toBe(expected);
});

test('it goes on while a workload has fewer pods than it should', async () => {
  const seen = { nodes: [node([pod('api', 100)])], waiting: [] };
  expect(await restlessness(kube({ api: 2 }), seen, group(2))).toBe('api has 1 pods, not 2');
  expect(await restlessness(kube({ api: 1 }), seen, group(2))).toBeUndefined();
});

test('it is at rest when what waits has neither room nor a further node', async () => {
  const seen = {
    nodes: [node([pod('other', 900)]), node([], false)],
    waiting: [pod('api', 800)],
  };
  expect(await restlessness(kube({ api: 1 }), seen, group(2))).toBeUndefined();
});

test('a node boots until it takes pods or is gone', () => {
  expect(booting(group(2, [{}, { readyAt: 1 }]))).toBe(1);
  expect(booting(group(2, [{ readyAt: 1 }]))).toBe(0);
});
