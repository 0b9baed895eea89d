import { expect, test } from '@jest/globals';
import { capacity } from './capacity.ts';
import type { Platform } from './platform.ts';
import type { Workload } from './workload.ts';

const workload = (name: string, replicas: number, cpu: number): Workload => ({
  name,
  kind: 'Deployment',
  replicas,
  requests: { cpu, memory: 10 },
});

/** Of an m5.large's 1930m, the DaemonSet leaves 1730m. */
const platform: Platform = {
  daemons: [{ ...workload('daemon', 1, 200), kind: 'DaemonSet' }],
  services: [workload('service', 2, 100)],
  api: workload('api', 2, 800),
  maxReplicas: 6,
  pause: workload('pause', 1, 1700),
};
const limits = { min: 2, max: 6 };

test('at rest, the pause pod has a node to itself beside the minimum', () => {
  const { minimum, atRest } = capacity(platform, 'm5.large', limits);
  expect(minimum.pending).toEqual([]);
  expect(atRest.map(({ pods }) => pods.map((pod) => pod.workload))).toEqual([
    ['daemon', 'api', 'service'],
    ['daemon', 'api', 'service'],
    ['daemon', 'pause'],
  ]);
  expect(atRest.map(({ zone }) => zone)).toEqual(['a', 'b', 'c']);
});

test('a spike has what is free, and what pause pods leave', () => {
  // 830m is free on each of the two, of which one replica takes 800m.
  expect(capacity(platform, 'm5.large', limits).spike).toEqual({ free: 2, displacing: 2 });
  const without = { ...platform, pause: workload('pause', 0, 1700) };
  expect(capacity(without, 'm5.large', limits).spike).toEqual({ free: 2, displacing: 0 });
});

test('nodes come as they are missed, and the room that is held is counted besides', () => {
  const { needed } = capacity(platform, 'm5.large', limits);
  expect(needed.map(({ replicas, grown, withRoom }) => [replicas, grown, withRoom])).toEqual([
    [2, 2, 3],
    [3, 2, 3],
    [4, 2, 3],
    [5, 3, 4],
    [6, 3, 4],
  ]);
});

/** One replica a node, until somebody moves: less than 800m is free on both. */
const uneven = (keepsVolume: boolean) => ({
  ...platform,
  services: [{ ...workload('store', 1, 300), keepsVolume }, workload('service', 2, 150)],
});

test('pods that are put in order anew may need fewer nodes than they have grown to', () => {
  const { needed } = capacity(uneven(false), 'm5.large', limits);
  expect(needed[1]).toEqual({ replicas: 3, packed: 2, grown: 3, withRoom: 4 });
});

test('what has a volume stays in the zone that it started in, even then', () => {
  const { needed } = capacity(uneven(true), 'm5.large', limits);
  expect(needed[1]).toEqual({ replicas: 3, packed: 3, grown: 3, withRoom: 4 });
});

test('what the minimum has no room for makes the cluster grow', () => {
  const heavy = { ...platform, services: [workload('heavy', 3, 1000)] };
  const { minimum, atRest } = capacity(heavy, 'm5.large', limits);
  expect(minimum.pending.length).toBeGreaterThan(0);
  expect(atRest.length).toBeGreaterThan(3);
});

test('a pod larger than any node is told', () => {
  const giant = { ...platform, services: [workload('giant', 1, 4000)] };
  expect(() => capacity(giant, 'm5.large', limits)).toThrow('giant fits on no node of this type');
});
