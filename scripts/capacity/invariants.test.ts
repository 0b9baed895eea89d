import { expect, test } from '@jest/globals';
import { capacity, nodeMaker, podOf } from './capacity.ts';
import { add, free, roomFor } from './pack.ts';
import { defaultNodes, readPlatform } from './platform.ts';

const { type, limits } = defaultNodes;
const platform = await readPlatform(limits);
const { api, pause } = platform;
const found = capacity(platform, type, limits);
const empty = nodeMaker(platform, type)(0);

test('everything runs on fewer nodes than a stack may have, and all but held room on the least', () => {
  expect(found.minimum.waiting).toEqual([]);
  for (const { nodes, waiting } of [found.atRest, found.spread]) {
    expect(waiting).toEqual([]);
    expect(nodes.length).toBeLessThan(limits.max);
  }
});

test('a whole node of room is held by default', () => {
  for (const { nodes, spike } of [found.atRest, found.spread]) {
    expect(nodes.flatMap(({ pods }) => pods).map(({ workload }) => workload)).toContain(pause.name);
    expect(spike.displacing).toBeGreaterThanOrEqual(roomFor(podOf(api), [empty]));
  }
});

test('a pause pod fills a node: neither another nor a pod of the API has room beside it', () => {
  const [filled = empty] = add(podOf(pause), [empty], 0);
  expect(free(filled).cpu).toBeGreaterThanOrEqual(0);
  expect(free(filled).cpu).toBeLessThan(api.requests.cpu / 10);
  expect(roomFor(podOf(api), [filled])).toBe(0);
  expect(roomFor(podOf(pause), [filled])).toBe(0);
  // Where it gives way there is room for two.
  expect(roomFor(podOf(api), [empty])).toBe(2);
});

test('how many replicas of the API the most nodes hold is known', () => {
  // Two to a node would be twelve; what the platform itself needs takes the room of two.
  const running = found.needed.filter(({ waiting }) => waiting === 0);
  expect(running.at(-1)?.replicas).toBe(10);
  expect(found.needed.at(-1)).toMatchObject({ nodes: limits.max, held: 0, waiting: 2 });
});

test('no more nodes are needed than come', () => {
  for (const { least, nodes, waiting } of found.needed)
    if (waiting === 0) expect(least).toBeLessThanOrEqual(nodes);
});
