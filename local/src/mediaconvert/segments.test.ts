import { describe, expect, test } from '@jest/globals';
import { finishedSegments, measureBitrate } from './segments.ts';

const segment = (duration: number, size: number) => ({ uri: 'a.ts', duration, size });

describe('measureBitrate', () => {
  test('takes the largest segment and the mean of all', () => {
    const measured = measureBitrate([segment(2, 1000), segment(2, 3000), segment(1, 1000)], 2);
    expect(measured).toEqual({ peak: 12_000, average: 8000 });
  });

  test('does not let a last scrap count as the peak', () => {
    expect(measureBitrate([segment(2, 1000), segment(0.04, 900)], 2).peak).toBe(4000);
  });

  test('measures a scrap that is all there is', () => {
    expect(measureBitrate([segment(0.5, 1000)], 2)).toEqual({ peak: 16_000, average: 16_000 });
  });
});

describe('finishedSegments', () => {
  test('leaves out what ffmpeg is still writing', () => {
    const text = '#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:2.002000,\nh0_00001.ts\n#EXTINF:1.5,\nh0_00';
    expect(finishedSegments(text)).toEqual([{ uri: 'h0_00001.ts', duration: 2.002 }]);
    expect(finishedSegments('')).toEqual([]);
  });
});
