import { expect, test } from '@jest/globals';
import type { Node, Pod } from './pack.ts';
import { choose } from './score.ts';

const pod = (workload: string, cpu: number, memory = cpu): Pod => ({
  workload,
  requests: { cpu, memory },
});
const node = (zone: string, ...pods: readonly Pod[]): Node => ({
  zone,
  allocatable: { cpu: 1000, memory: 1000, pods: 10 },
  pods,
});
const keepingApart = { apart: { byNode: 100, zoneSkew: 1 } };

test('the emptiest node is taken, not the first', () => {
  expect(choose(pod('new', 100), [node('a', pod('x', 500)), node('a', pod('y', 300))])).toBe(1);
});

test('of equal nodes the first is taken', () => {
  expect(choose(pod('new', 100), [node('a'), node('b'), node('c')])).toBe(0);
});

test('where as much is free, CPU and memory are used alike', () => {
  const nodes = [node('a', pod('busy', 600, 200)), node('a', pod('large', 200, 600))];
  expect(choose(pod('thinker', 200, 0), nodes)).toBe(1);
  expect(choose(pod('keeper', 0, 200), nodes)).toBe(0);
});

test('replicas that say nothing are spread nevertheless, though there is less room', () => {
  const nodes = [node('a', pod('web', 100)), node('b', pod('other', 400))];
  expect(choose(pod('web', 100), nodes)).toBe(1);
});

test('replicas that keep apart take another zone first, and another node of it', () => {
  const web = { ...pod('web', 100), ...keepingApart };
  expect(choose(web, [node('a', web), node('a'), node('b', pod('other', 500))])).toBe(2);
  expect(choose(web, [node('a', web), node('a'), node('b', web)])).toBe(1);
});

test('they do not insist on it', () => {
  const web = { ...pod('web', 400), ...keepingApart };
  expect(choose(web, [node('a', web)])).toBe(0);
});

test.each([
  ['CPU', pod('new', 600, 0)],
  ['memory', pod('new', 0, 600)],
  ['its zone', { ...pod('new', 10), zone: 'z' }],
])('no node is chosen where %s is missing', (_, wanted) => {
  expect(choose(wanted, [node('a', pod('other', 500))])).toBeUndefined();
});
