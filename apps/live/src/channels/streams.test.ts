import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startTestBed, type TestBed } from '../../test/test-bed.ts';
import { createStreams } from './streams.ts';

const arn = 'arn:aws:ivs:r:1:channel/one';

let bed: TestBed;
beforeEach(async () => {
  bed = await startTestBed();
  watched(7);
});
afterEach(() => bed.close());

function watched(viewerCount: number): void {
  const startTime = new Date(bed.now());
  bed.fake.streams.set(arn, { streamId: 'st-1', startTime, viewerCount, health: 'HEALTHY' });
}

/** What several instances show at the same moment. */
async function shownBy(instances: readonly ReturnType<typeof createStreams>[]) {
  const all = await Promise.all(instances.map((instance) => instance.all()));
  return all.map((streams) => streams.get(arn)?.viewers);
}

const instances = (count: number) =>
  Array.from({ length: count }, () => createStreams(bed.appDependencies));
const timesAsked = () => bed.fake.inputsOf('ListStreams').length;

test('of many instances one asks IVS every five seconds, and all show what it learned', async () => {
  const many = instances(6);
  await shownBy(many);
  bed.advance(1_000);
  expect(await shownBy(many)).toEqual(Array(6).fill(7));
  expect(timesAsked()).toBe(1);
  watched(9);
  bed.advance(4_000);
  await shownBy(many);
  bed.advance(1_000);
  expect(await shownBy([...many, ...instances(1)])).toEqual(Array(7).fill(9));
  expect(timesAsked()).toBe(2);
});

test('while IVS fails the last number is shown, and in the end none', async () => {
  const one = instances(1);
  expect(await shownBy(one)).toEqual([7]);
  for (let times = 0; times < 4; times += 1) {
    bed.fake.failing.set('ListStreams', new Error('throttled'));
    bed.advance(5_000);
    await shownBy(one);
    bed.advance(1_000);
    expect(await shownBy(one)).toEqual([7]);
  }
  bed.fake.failing.set('ListStreams', new Error('throttled'));
  bed.advance(6_000);
  expect(await shownBy(one)).toEqual([undefined]);
});

test('requests do not wait for an IVS that does not answer', async () => {
  bed.fake.before.set('ListStreams', () => new Promise(() => {}));
  expect(await shownBy(instances(1))).toEqual([undefined]);
});
