import { expect, test } from '@jest/globals';
import { createSpeedMeter } from './speed-meter.ts';

test('speed is that of the last seconds, in bytes per second', () => {
  const meter = createSpeedMeter();
  expect(meter.speed()).toBeUndefined();
  for (let second = 0; second <= 10; second += 1) meter.add(second * 100, second * 1000);
  expect(meter.speed()).toBeCloseTo(100);
  for (let second = 11; second <= 30; second += 1) meter.add(1000 + second * 50, second * 1000);
  expect(meter.speed()).toBeCloseTo(50);
});

test('bytes taken back by a part sent again make no negative speed', () => {
  const meter = createSpeedMeter();
  meter.add(0, 0);
  meter.add(1000, 1000);
  meter.add(500, 1100);
  meter.add(700, 2100);
  expect(meter.speed()).toBeCloseTo(200);
});
