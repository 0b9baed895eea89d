import { describe, expect, test } from '@jest/globals';
import { estimateCost } from './estimate.ts';

describe('estimateCost', () => {
  test("agrees with AWS's own sheet: an hour of 1080p in five renditions is $3.15", () => {
    const estimate = estimateCost({ durationSeconds: 3600, width: 1920, height: 1080 });
    expect(estimate.usd).toBeCloseTo(3.15, 6);
    expect(estimate.minutes).toBe(300);
    expect(estimate.renditions.map(({ rung }) => rung)).toEqual([1080, 720, 540, 360, 270]);
  });

  test.each([
    ['a small source costs one SD output', { width: 320, height: 180 }, 0.0075],
    ['50 frames a second double it', { width: 320, height: 180, frameRate: 50 }, 0.015],
    ['120 become 60', { width: 320, height: 180, frameRate: 120 }, 0.015],
    ['upright is as dear as lying', { width: 720, height: 1280 }, 0.015 + 3 * 0.0075],
    ['21:9 at 1080 is above HD', { width: 2560, height: 1080 }, 0.03 + 2 * 0.015 + 2 * 0.0075],
  ])('%s', (_name, source, perMinute) => {
    expect(estimateCost({ durationSeconds: 60, ...source }).usd).toBeCloseTo(perMinute, 6);
  });

  test('bills at least ten seconds', () => {
    const source = { width: 320, height: 180 };
    expect(estimateCost({ durationSeconds: 1, ...source })).toEqual(
      estimateCost({ durationSeconds: 10, ...source }),
    );
  });
});
