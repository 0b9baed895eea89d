import { expect, test } from '@jest/globals';
import { grow } from './grow.ts';
import type { Node, Pod } from './pack.ts';

const pod = (workload: string, cpu: number): Pod => ({ workload, requests: { cpu, memory: 1 } });
const emptyNode = (index: number): Node => ({
  zone: ['a', 'b', 'c'][index % 3] ?? '',
  allocatable: { cpu: 1000, memory: 100, pods: 10 },
  pods: [pod('daemon', 100)],
});
const growth = { yielding: 'pause', max: 3, emptyNode };
const names = (nodes: readonly Node[]) =>
  nodes.map(({ pods }) =>
    pods
      .slice(1)
      .map(({ workload }) => workload)
      .join(' '),
  );

test('a node is added when none has room, and only then', () => {
  const { nodes, waiting } = grow(
    [pod('one', 600), pod('two', 500), pod('three', 350)],
    [emptyNode(0)],
    growth,
  );
  expect(names(nodes)).toEqual(['one', 'two three']);
  expect(nodes.map(({ zone }) => zone)).toEqual(['a', 'b']);
  expect(waiting).toEqual([]);
});

test('what gives way makes room at once, and has a node made for itself', () => {
  const start = [{ ...emptyNode(0), pods: [pod('daemon', 100), pod('pause', 800)] }];
  const { nodes } = grow([pod('api', 500)], start, growth);
  expect(names(nodes)).toEqual(['api', 'pause']);
});

test('only as many give way as must', () => {
  const pods = [pod('daemon', 100), pod('pause', 300), pod('pause', 300), pod('pause', 300)];
  const { nodes } = grow([pod('api', 500)], [{ ...emptyNode(0), pods }], growth);
  expect(names(nodes)).toEqual(['pause api', 'pause pause']);
});

test('what gives way pushes nothing of its kind aside', () => {
  const start = [{ ...emptyNode(0), pods: [pod('daemon', 100), pod('pause', 800)] }];
  const { nodes, waiting } = grow([pod('pause', 800)], start, { ...growth, max: 1 });
  expect(names(nodes)).toEqual(['pause']);
  expect(waiting).toEqual([pod('pause', 800)]);
});

test('with no more nodes to come, pods wait; others go on', () => {
  const pods = [pod('large', 900), pod('large', 900), pod('large', 900), pod('large', 900)];
  const { nodes, waiting } = grow([...pods, pod('api', 100)], [], { ...growth, max: 3 });
  expect(names(nodes)).toEqual(['large', 'large', 'large']);
  expect(waiting.map(({ workload }) => workload)).toEqual(['large', 'api']);
});

test('a pod that no node could hold is told', () => {
  expect(() => grow([pod('giant', 901)], [emptyNode(0)], growth)).toThrow(
    'giant does not fit on any node of this type',
  );
});
