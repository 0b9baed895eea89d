import { describe, expect, test } from '@jest/globals';
import { parseProbe } from './probe.ts';
import { assessOutput, assessSource } from './refusal.ts';
import type { SourceInfo } from './source.ts';

describe('parseProbe', () => {
  test('reads a whole result', () => {
    const source = parseProbe({
      Container: {
        Format: 'quicktime',
        Duration: 12.5,
        Tracks: [
          { Index: 0, TrackType: 'audio', Codec: 'AAC', AudioProperties: { Channels: 2 } },
          {
            Index: 1,
            TrackType: 'video',
            Codec: 'HEVC',
            Duration: 12.4,
            VideoProperties: {
              Width: 1920,
              Height: 1080,
              BitDepth: 10,
              Rotation: -90,
              FrameRate: { Numerator: 30000, Denominator: 1001 },
              SampleAspectRatio: { Numerator: 1, Denominator: 1 },
              TransferCharacteristics: 'ARIB_B67',
            },
          },
        ],
      },
    });
    expect(source).toEqual({
      duration: 12.4,
      audio: { codec: 'AAC', channels: 2 },
      video: {
        width: 1920,
        height: 1080,
        rotation: 270,
        bitDepth: 10,
        codec: 'HEVC',
        dynamicRange: 'hlg',
        frameRate: { numerator: 30000, denominator: 1001 },
        sampleAspectRatio: { numerator: 1, denominator: 1 },
      },
    });
  });

  test.each([undefined, {}, { Container: {} }, { Container: { Tracks: [{}] } }])(
    'finds nothing in %j',
    (result) => {
      expect(parseProbe(result)).toEqual({});
    },
  );

  test('leaves out senseless figures and a rotation that is no quarter turn', () => {
    const source = parseProbe({
      Container: {
        Duration: Number.NaN,
        Tracks: [
          {
            TrackType: 'video',
            VideoProperties: {
              Width: 640,
              Height: 360,
              Rotation: 45,
              FrameRate: { Numerator: 0, Denominator: 0 },
            },
          },
        ],
      },
    });
    expect(source).toEqual({
      video: { width: 640, height: 360, rotation: 0, dynamicRange: 'sdr' },
    });
  });

  test("does not take a song's cover for a film", () => {
    const cover = {
      TrackType: 'video',
      Codec: 'MJPEG',
      VideoProperties: { Width: 600, Height: 600 },
    } as const;
    expect(parseProbe({ Container: { Format: 'mp3', Tracks: [cover] } }).video).toBeUndefined();
    expect(parseProbe({ Container: { Format: 'avi', Tracks: [cover] } }).video).toBeDefined();
  });
});

describe('assessSource', () => {
  const video = { width: 1280, height: 720, dynamicRange: 'sdr' } as const;

  test.each<[string, SourceInfo]>([
    ['no_video', { duration: 10, audio: {} }],
    ['unreadable', { video }],
    ['too_long', { duration: 4 * 3600 + 1, video }],
    ['too_small', { duration: 10, video: { ...video, width: 8 } }],
  ])('refuses with %s', (code, source) => {
    expect(assessSource(source)).toEqual({
      playable: false,
      refusal: { code, message: expect.stringMatching(/^[A-Z].+\.$/), retryable: false },
    });
  });

  test('takes anything else, up to exactly four hours', () => {
    const source = { duration: 4 * 3600, video };
    expect(assessSource(source)).toEqual({ playable: true, source });
  });
});

describe('assessOutput', () => {
  test.each([
    [4, 4],
    [4, 3.2],
    [0.04, 0.04],
    [3600, 3570],
    [10, 12],
  ])('%f s in, %f s out: whole', (source, output) => {
    expect(assessOutput(source, output)).toBeUndefined();
  });

  test.each([
    [4, 2.25],
    [3600, 3500],
    [10, 0],
  ])('%f s in, %f s out: truncated', (source, output) => {
    expect(assessOutput(source, output)?.code).toBe('truncated');
  });
});
