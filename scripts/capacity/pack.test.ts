import { expect, test } from '@jest/globals';
import { free, type Node, type Pod, pack, place } from './pack.ts';

const pod = (workload: string, cpu: number, memory = 0): Pod => ({
  workload,
  requests: { cpu, memory },
});
const node = (zone: string, pods: readonly Pod[] = []): Node => ({
  zone,
  allocatable: { cpu: 1000, memory: 4000, pods: 4 },
  pods,
});
const names = (nodes: readonly Node[] = []) =>
  nodes.map(({ pods }) => pods.map(({ workload }) => workload).join(' '));

test('the largest come first, each where there first is room', () => {
  const pods = [pod('small', 300), pod('large', 700), pod('middle', 600), pod('tiny', 100)];
  const { nodes, pending } = pack(pods, [node('a'), node('b')]);
  expect(names(nodes)).toEqual(['large small', 'middle tiny']);
  expect(pending).toEqual([]);
});

test('how large a pod is, the scarcer of CPU and memory tells', () => {
  const { nodes } = pack([pod('cpu', 500, 0), pod('memory', 100, 3000)], [node('a')]);
  expect(names(nodes)).toEqual(['memory cpu']);
});

test('the order in which pods come makes no difference', () => {
  const pods = ['a', 'b', 'c', 'd', 'e'].map((name, index) => pod(name, 250 + (index % 2)));
  const nodes = [node('a'), node('b')];
  expect(pack([...pods].reverse(), nodes)).toEqual(pack(pods, nodes));
});

test('pods of DaemonSets take their room before all others', () => {
  const taken = node('a', [pod('daemon', 400, 1000)]);
  expect(free(taken)).toEqual({ cpu: 600, memory: 3000, pods: 3 });
  expect(pack([pod('large', 700)], [taken]).pending).toEqual([pod('large', 700)]);
});

test.each([
  ['CPU', [pod('first', 600), pod('second', 600)]],
  ['memory', [pod('first', 0, 3000), pod('second', 0, 3000)]],
  ['addresses', Array.from({ length: 5 }, (_, index) => pod(`pod ${index}`, 1))],
])('a node is full when it has no %s left', (_, pods) => {
  expect(pack(pods, [node('a')]).pending).toHaveLength(1);
});

test('replicas keep apart, by node before by zone', () => {
  const replicas = [pod('api', 100), pod('api', 100), pod('api', 100)];
  const apart = pack(replicas, [node('a'), node('a'), node('b')]);
  expect(names(apart.nodes)).toEqual(['api', 'api', 'api']);
  const zones = pack(replicas.slice(1), [node('a'), node('a'), node('b')]);
  expect(names(zones.nodes)).toEqual(['api', '', 'api']);
});

test('they do not insist on it', () => {
  const { nodes, pending } = pack([pod('api', 400), pod('api', 400)], [node('a')]);
  expect(names(nodes)).toEqual(['api api']);
  expect(pending).toEqual([]);
});

test('a pod with a volume runs in its zone or not at all', () => {
  const kept = { ...pod('store', 900), zone: 'b' };
  expect(names(place(kept, [node('a'), node('b')]))).toEqual(['', 'store']);
  expect(place(kept, [node('a'), node('b', [pod('other', 200)])])).toBeUndefined();
});
