import { expect, test } from '@jest/globals';
import { createTarget, nextPace, type Pace, retryDelay } from './catch-up.ts';

const lag = { target: 2, buffered: 2, pace: 'normal' as Pace };

test.each([
  [2.3, 'normal', 'normal'],
  [2.5, 'normal', 'faster'],
  // Once it has begun it goes on until the drift is gone.
  [2.3, 'faster', 'faster'],
  [2.05, 'faster', 'normal'],
  [1.5, 'faster', 'normal'],
  [7.9, 'normal', 'faster'],
  [8.1, 'faster', 'jump'],
] as const)('latency %d at %s pace: %s', (latency, pace, expected) => {
  expect(nextPace({ ...lag, latency, pace })).toBe(expected);
});

test('with little loaded it does not hurry, but jumps', () => {
  expect(nextPace({ ...lag, latency: 4, buffered: 0.5 })).toBe('normal');
  expect(nextPace({ ...lag, latency: 12, buffered: 0.5 })).toBe('jump');
});

test('the target is the lowest latency, and gives way to stalls within bounds', () => {
  const target = createTarget();
  target.stalled();
  expect(target.settle(3)).toBe(3);
  expect(target.settle(2.5)).toBe(2.5);
  expect(target.settle(4)).toBe(2.5);
  target.stalled();
  expect(target.settle(4)).toBe(3);
  for (let stalls = 0; stalls < 10; stalls += 1) target.stalled();
  expect(target.settle(9)).toBe(4.5);
  target.restart();
  expect(target.settle(5)).toBe(7);
});

test('attempts to reconnect come at once, then slower, then end', () => {
  const delays = Array.from({ length: 10 }, (_, attempt) => retryDelay(attempt));
  const waits = delays.filter((delay) => delay !== undefined);
  expect(waits[0]).toBe(0);
  expect(waits).toEqual([...waits].sort((one, other) => one - other));
  expect(delays.at(-1)).toBeUndefined();
});
