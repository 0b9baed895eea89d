import { expect, test } from '@jest/globals';
import { BitrateMeter, broadcastsBreach, resolutionBreach } from './ingest-limits.ts';

test.each([
  [1920, 1080, undefined],
  [1080, 1920, undefined],
  [1922, 100, { exceededBy: 2, unit: 'pixels per edge' }],
  [1440, 1441, { exceededBy: 1440 * 1441 - 1920 * 1080, unit: 'total pixels' }],
])('%d by %d', (width, height, breach) => {
  const found = resolutionBreach({ width, height });
  if (breach) expect(found).toMatchObject({ name: 'Ingest Resolution', ...breach });
  else expect(found).toBeUndefined();
});

test.each([
  ['STANDARD', 1080, 8_500_000],
  ['BASIC', 480, 1_500_000],
  ['BASIC', 1080, 3_500_000],
])('%s takes at %d lines %d bits a second on average, and no more', (type, height, limit) => {
  const size = { width: (height / 9) * 16, height };
  /** A keyframe every two seconds, as encoders send them. */
  const send = (bitsPerSecond: number) => {
    const meter = new BitrateMeter(type, size);
    for (let frame = 0; frame < 30 * 60; frame += 1) {
      const share = frame % 60 === 0 ? 0.4 * 60 : 0.6;
      const found = meter.heard(Math.round((bitsPerSecond / 8 / 30) * share), frame * (100 / 3));
      if (found) return found;
    }
    return undefined;
  };
  expect(send(limit * 0.98)).toBeUndefined();
  expect(send(limit * 1.1)).toMatchObject({ name: 'Ingest Bitrate', value: limit });
});

test('a clock that stands still does not hide how much comes', () => {
  const meter = new BitrateMeter('STANDARD', { width: 640, height: 360 });
  const found = Array.from({ length: 20 }, () => meter.heard(1_000_000, 5)).find(Boolean);
  expect(found?.exceededBy).toBeGreaterThan(0);
});

test('so many broadcasts', () => {
  expect(broadcastsBreach(2, 2)).toBeUndefined();
  expect(broadcastsBreach(3, 2)).toMatchObject({ value: 2, exceededBy: 1, unit: 'active streams' });
});
