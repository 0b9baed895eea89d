import { expect, test } from '@jest/globals';
import { capacity, nodeMaker, podOf, roomFor } from './capacity.ts';
import { free, place } from './pack.ts';
import { defaultNodes, readPlatform } from './platform.ts';

const { type, limits } = defaultNodes;
const platform = await readPlatform(limits);
const { api, pause } = platform;
const found = capacity(platform, type, limits);
const empty = nodeMaker(platform, type)(0);

test('everything runs on fewer nodes than a stack may have, and all but held room on the least', () => {
  expect(found.minimum.pending).toEqual([]);
  expect(found.atRest.length).toBeLessThan(limits.max);
});

test('a whole node of room is held by default', () => {
  const besides = new Set([pause.name, ...platform.daemons.map(({ name }) => name)]);
  const whole = found.atRest.filter(({ pods }) =>
    pods.every(({ workload }) => besides.has(workload)),
  );
  expect(whole.length).toBeGreaterThanOrEqual(1);
  expect(found.spike.displacing).toBeGreaterThanOrEqual(roomFor(podOf(api), [empty]));
});

test('a pause pod fills a node: neither another nor a pod of the API has room beside it', () => {
  const [filled] = place(podOf(pause), [empty]) ?? [];
  if (!filled) throw new Error('a pause pod does not fit on an empty node');
  expect(free(filled).cpu).toBeLessThan(api.requests.cpu / 10);
  expect(roomFor(podOf(api), [filled])).toBe(0);
  expect(roomFor(podOf(pause), [filled])).toBe(0);
  // Where it gives way there is room for two.
  expect(roomFor(podOf(api), [empty])).toBe(2);
});

test('how many replicas of the API the most nodes hold is known', () => {
  // Two to a node would be twelve; what the platform itself needs takes the room of two.
  const within = found.needed.filter(({ grown }) => grown <= limits.max);
  expect(within.at(-1)?.replicas).toBe(10);
  expect(found.needed.at(-1)).toMatchObject({ replicas: platform.maxReplicas, grown: 7 });
});
