import { expect, test } from '@jest/globals';
import { free, type Node, type Pod, pack, roomFor } from './pack.ts';

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

test('a pod with a volume runs in its zone or not at all, and is given its room first', () => {
  const kept = { ...pod('store', 500), zone: 'b' };
  const { nodes, pending } = pack([pod('large', 900), kept], [node('b'), node('a')]);
  expect(names(nodes)).toEqual(['store', 'large']);
  expect(pending).toEqual([]);
  expect(pack([kept], [node('a'), node('b', [pod('other', 600)])]).pending).toEqual([kept]);
});

test('how many more have room is counted node by node', () => {
  expect(roomFor(pod('api', 400), [node('a'), node('b', [pod('other', 300)]), node('c')])).toBe(5);
  expect(roomFor(pod('api', 1100), [node('a')])).toBe(0);
});
