import { expect, test } from '@jest/globals';
import { StreamHealth } from './stream-health.ts';

/** Sends a tag each 100 ms at a pace. @returns what each look says that says something */
function send(health: StreamHealth, from: number, seconds: number, pace: number, time = from) {
  const said: string[] = [];
  for (let elapsed = 0; elapsed < seconds * 1000; elapsed += 100) {
    health.heard(time + elapsed * pace, from + elapsed);
    const now = health.look(from + elapsed);
    if (now) said.push(now);
  }
  return said;
}

test('starves below three quarters of real time, and recovers', () => {
  const health = new StreamHealth();
  expect(send(health, 0, 3, 1)).toEqual([]);
  expect(health.health).toBe('UNKNOWN');
  expect(send(health, 3_000, 5, 1)).toEqual(['HEALTHY']);
  expect(send(health, 8_000, 10, 0.5)).toEqual(['STARVING']);
  expect(send(health, 18_000, 10, 1, 13_000)).toEqual(['HEALTHY']);
});

test('starves when nothing comes at all', () => {
  const health = new StreamHealth();
  send(health, 0, 6, 1);
  expect(health.look(7_500)).toBe('STARVING');
});

test('measures a new encoder by its own clock', () => {
  const health = new StreamHealth();
  send(health, 0, 6, 1);
  health.restart();
  expect(send(health, 6_000, 6, 1, 0)).toEqual([]);
  expect(health.health).toBe('HEALTHY');
});
