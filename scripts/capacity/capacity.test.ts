import { expect, test } from '@jest/globals';
import { capacity } from './capacity.ts';
import type { Node } from './pack.ts';
import type { Platform } from './platform.ts';
import type { Workload } from './workload.ts';

const workload = (name: string, replicas: number, cpu: number): Workload => ({
  name,
  kind: 'Deployment',
  replicas,
  requests: { cpu, memory: 10 },
});

/** Of an m5.large's 1930m, the DaemonSet leaves 1730m. */
function platformOf(services: readonly Workload[], pausePods = 1): Platform {
  const api = { ...workload('api', 2, 800), apart: { byNode: 100, zoneSkew: 1 } };
  const pause = workload('pause', pausePods, 1700);
  return {
    daemons: [{ ...workload('daemon', 1, 200), kind: 'DaemonSet' }],
    arrivals: [...services, api, pause].filter(({ replicas }) => replicas > 0),
    api,
    maxReplicas: 8,
    pause,
  };
}
const platform = platformOf([workload('service', 2, 100)]);
const limits = { min: 2, max: 5 };
const names = (nodes: readonly Node[]) =>
  nodes.map(({ pods }) =>
    pods
      .map(({ workload: name }) => name)
      .sort()
      .join(' '),
  );

test('at rest, the pause pod has a node to itself beside the minimum', () => {
  const { minimum, atRest } = capacity(platform, 'm5.large', limits);
  expect(minimum.waiting).toEqual([]);
  expect(names(minimum.nodes)).toEqual(['api daemon service', 'api daemon service']);
  expect(names(atRest.nodes)).toEqual([...names(minimum.nodes), 'daemon pause']);
  expect(atRest.nodes.map(({ zone }) => zone)).toEqual(['a', 'b', 'c']);
});

test('what comes to more nodes spreads over them, and leaves none for the pause pod', () => {
  const { atRest, spread } = capacity(platform, 'm5.large', { min: 2, max: 9 });
  expect(atRest.nodes).toHaveLength(3);
  expect(names(spread.nodes)).toEqual([
    'api daemon service',
    'daemon service',
    'api daemon',
    'daemon pause',
  ]);
});

test('a spike has what is free, and what pause pods leave', () => {
  // 830m is free on each of the two, of which one replica takes 800m.
  expect(capacity(platform, 'm5.large', limits).atRest.spike).toEqual({ free: 2, displacing: 2 });
  const without = platformOf([workload('service', 2, 100)], 0);
  expect(capacity(without, 'm5.large', limits).atRest.spike).toEqual({ free: 2, displacing: 0 });
});

test('nodes come as they are missed, until there may be no more: then pause pods give way', () => {
  const { needed } = capacity(platform, 'm5.large', limits);
  expect(needed.map((row) => [row.replicas, row.nodes, row.held, row.waiting])).toEqual([
    [2, 3, 1, 0],
    [3, 3, 1, 0],
    [4, 3, 1, 0],
    [5, 4, 1, 0],
    [6, 4, 1, 0],
    [7, 5, 1, 0],
    [8, 5, 1, 0],
  ]);
  const { needed: short } = capacity(platform, 'm5.large', { min: 2, max: 3 });
  expect(short.slice(-4).map((row) => [row.replicas, row.nodes, row.held, row.waiting])).toEqual([
    [5, 3, 0, 0],
    [6, 3, 0, 0],
    [7, 3, 0, 1],
    [8, 3, 0, 2],
  ]);
});

/** Less than one more replica has room on either node, until somebody moves. */
const uneven = (keepsVolume: boolean) =>
  platformOf(
    [1, 2].map((number) => ({ ...workload(`store-${number}`, 1, 300), keepsVolume })),
    0,
  );

test('pods that are put in order anew may need fewer nodes than they have grown to', () => {
  const { needed } = capacity(uneven(false), 'm5.large', limits);
  expect(needed[1]).toMatchObject({ replicas: 3, least: 2, nodes: 3 });
});

test('what has a volume stays in the zone that it started in, even then', () => {
  const { needed } = capacity(uneven(true), 'm5.large', limits);
  expect(needed[1]).toMatchObject({ replicas: 3, least: 3, nodes: 3 });
});

test('what the minimum has no room for makes the cluster grow', () => {
  const heavy = platformOf([workload('heavy', 3, 1000)]);
  const { minimum, atRest } = capacity(heavy, 'm5.large', limits);
  expect(minimum.waiting.length).toBeGreaterThan(0);
  expect(atRest.nodes.length).toBeGreaterThan(3);
  expect(atRest.waiting).toEqual([]);
});

test('a pod larger than any node is told', () => {
  const giant = platformOf([workload('giant', 1, 4000)]);
  expect(() => capacity(giant, 'm5.large', limits)).toThrow(
    'giant does not fit on any node of this type',
  );
});
