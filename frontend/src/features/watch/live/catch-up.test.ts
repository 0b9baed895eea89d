import { expect, test } from '@jest/globals';
import { createTarget, nextPace, type Pace, rateOf, retryDelay } from './catch-up.ts';

const lag = { target: 2, buffered: 2, pace: 'normal' as Pace, stoodStill: false };

test.each([
  [2.3, 'normal', 'normal'],
  [2.5, 'normal', 'faster'],
  // Once it has begun it goes on until the drift is gone.
  [2.3, 'faster', 'faster'],
  [2.3, 'fastest', 'faster'],
  [2.05, 'faster', 'normal'],
  [1.5, 'faster', 'normal'],
  [3.1, 'faster', 'fastest'],
  [7.9, 'normal', 'fastest'],
  [8.1, 'fastest', 'jump'],
] as const)('latency %d at %s pace: %s', (latency, pace, expected) => {
  expect(nextPace({ ...lag, latency, pace })).toBe(expected);
});

test('with little loaded it does not hurry, but jumps', () => {
  expect(nextPace({ ...lag, latency: 4, buffered: 0.5 })).toBe('normal');
  expect(nextPace({ ...lag, latency: 12, buffered: 0.5 })).toBe('jump');
});

test.each([
  // What was missed is loaded: it is skipped.
  [4, 3, 'jump'],
  // Not yet: beyond what is loaded, a jump would only stall again.
  [4, 1, 'fastest'],
  [4, 0.5, 'normal'],
  // Too little to be worth a skip.
  [2.8, 3, 'faster'],
] as const)('after a standstill at %d s with %d s loaded: %s', (latency, buffered, expected) => {
  expect(nextPace({ ...lag, latency, buffered, stoodStill: true })).toBe(expected);
});

test('playback is at most a tenth faster than normal', () => {
  expect(rateOf('normal')).toBe(1);
  expect(rateOf('faster')).toBeGreaterThan(1);
  expect(rateOf('fastest')).toBeGreaterThan(rateOf('faster'));
  expect(rateOf('fastest')).toBeLessThanOrEqual(1.1);
});

test('the target is the lowest latency, and gives way to stalls within bounds', () => {
  const target = createTarget();
  target.stalled(0);
  expect(target.current()).toBeUndefined();
  expect(target.settle(3, 0)).toBe(3);
  expect(target.settle(2.5, 0)).toBe(2.5);
  expect(target.settle(4, 0)).toBe(2.5);
  target.stalled(0);
  expect(target.settle(4, 0)).toBe(3);
  for (let stalls = 0; stalls < 10; stalls += 1) target.stalled(0);
  expect(target.settle(9, 0)).toBe(4.5);
  target.restart();
  expect(target.current()).toBeUndefined();
  expect(target.settle(5, 0)).toBe(7);
});

test('what was given to stalls is taken back in calm minutes', () => {
  const target = createTarget();
  target.settle(2, 0);
  target.stalled(1000);
  target.stalled(2000);
  expect(target.settle(3, 50_000)).toBe(3);
  expect(target.settle(3, 63_000)).toBe(2.5);
  expect(target.settle(3, 64_000)).toBe(2.5);
  expect(target.settle(3, 124_000)).toBe(2);
});

test('attempts to reconnect come at once, then slower, and never end', () => {
  const delays = Array.from({ length: 50 }, (_, attempt) => retryDelay(attempt));
  expect(delays[0]).toBe(0);
  expect(delays).toEqual(delays.toSorted((one, other) => one - other));
  expect(Math.max(...delays)).toBeLessThanOrEqual(10_000);
});
