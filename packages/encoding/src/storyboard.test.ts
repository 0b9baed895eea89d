import { describe, expect, test } from '@jest/globals';
import { captureName, captureNumber, planPoster, planStoryboard } from './captures.ts';
import { storyboardCues, storyboardVtt } from './storyboard.ts';

const source = (duration: number) => ({
  duration,
  video: { width: 1920, height: 1080, dynamicRange: 'sdr' as const },
});

describe('planStoryboard', () => {
  test.each([
    [0.04, 2000, 1],
    [2, 2000, 1],
    [2.1, 2000, 2],
    [60, 2000, 30],
    [200, 2000, 100],
    [3600, 36_000, 100],
    [14_400, 144_000, 100],
  ])('%f s: every %i ms, %i frames', (duration, intervalMs, count) => {
    expect(planStoryboard(source(duration))).toEqual({
      width: 256,
      height: 144,
      intervalMs,
      count,
    });
  });
});

describe('planPoster', () => {
  test.each([
    [60, 12_000],
    [0.04, 200],
    [14_400, 2_880_000],
  ])('%f s: every %i ms', (duration, intervalMs) => {
    expect(planPoster(source(duration))).toEqual({
      width: 1280,
      height: 720,
      intervalMs,
      count: 5,
    });
  });
});

describe('captureNumber', () => {
  test('is the number of a capture, by key or URL', () => {
    expect(captureNumber(captureName('v/1/storyboard/frame', 12))).toBe(12);
    expect(captureNumber('s3://media/v/1/storyboard/frame.12345678.jpg')).toBe(12_345_678);
  });

  test('is undefined for what is not a capture', () => {
    expect(captureNumber('s3://media/v/1/hls/index.m3u8')).toBeUndefined();
    expect(captureNumber('v/1/storyboard/frame.12.jpg')).toBeUndefined();
  });
});

describe('storyboardVtt', () => {
  test('has a cue a picture, the last to the very end', () => {
    const cues = storyboardCues(['a.jpg', 'b.jpg', 'c.jpg'], {
      intervalMs: 1_800_000,
      duration: 5000.25,
    });
    expect(storyboardVtt(cues)).toBe(
      [
        'WEBVTT',
        '',
        '00:00:00.000 --> 00:30:00.000',
        'a.jpg',
        '',
        '00:30:00.000 --> 01:00:00.000',
        'b.jpg',
        '',
        '01:00:00.000 --> 01:23:20.250',
        'c.jpg',
        '',
      ].join('\n'),
    );
  });

  test('drops pictures that would last no time', () => {
    expect(storyboardCues(['a.jpg', 'b.jpg'], { intervalMs: 2000, duration: 2 })).toEqual([
      { start: 0, end: 2, image: 'a.jpg' },
    ]);
  });
});
