import { describe, expect, test } from '@jest/globals';
import { fitInBox, fitsEncoder, planLadder } from './ladder.ts';
import { displaySize, type SourcePicture } from './source.ts';

const sizes = (source: SourcePicture) =>
  planLadder(source).renditions.map(({ width, height }) => `${width}x${height}`);

const rate = (numerator: number, denominator = 1) => ({ numerator, denominator });

describe('planLadder', () => {
  test.each<[string, SourcePicture, string[]]>([
    [
      '4K',
      { width: 3840, height: 2160 },
      ['1920x1080', '1280x720', '960x540', '640x360', '480x270'],
    ],
    [
      '1080p',
      { width: 1920, height: 1080 },
      ['1920x1080', '1280x720', '960x540', '640x360', '480x270'],
    ],
    ['720p', { width: 1280, height: 720 }, ['1280x720', '960x540', '640x360', '480x270']],
    [
      'a phone held upright',
      { width: 1920, height: 1080, rotation: 90 },
      ['1080x1920', '720x1280', '540x960', '360x640', '270x480'],
    ],
    [
      'a phone upside down',
      { width: 1280, height: 720, rotation: -90 },
      ['720x1280', '540x960', '360x640', '270x480'],
    ],
    ['turned by half', { width: 640, height: 360, rotation: 180 }, ['640x360', '480x270']],
    ['cinema 2.40:1', { width: 1920, height: 800 }, ['1728x720', '1296x540', '864x360', '648x270']],
    ['odd size', { width: 853, height: 479 }, ['642x360', '480x270']],
    [
      'anamorphic PAL',
      { width: 720, height: 576, sampleAspectRatio: rate(16, 11) },
      ['982x540', '654x360', '490x270'],
    ],
    [
      'tall pixels',
      { width: 1440, height: 1080, sampleAspectRatio: rate(4, 3) },
      ['1920x1080', '1280x720', '960x540', '640x360', '480x270'],
    ],
    [
      'square',
      { width: 1080, height: 1080 },
      ['1080x1080', '720x720', '540x540', '360x360', '270x270'],
    ],
    ['smaller than the lowest rung', { width: 320, height: 180 }, ['320x180']],
    ['small and odd', { width: 161, height: 91 }, ['160x90']],
    ['a panorama', { width: 8192, height: 1024 }, ['2880x360', '2160x270']],
    ['a ribbon too long for any rung', { width: 12000, height: 300 }, ['4096x102']],
  ])('%s', (_name, source, expected) => {
    expect(sizes(source)).toEqual(expected);
  });

  test('holds its promises for every shape, turn and rate', () => {
    const sides = [
      32, 33, 64, 144, 269, 270, 271, 359, 480, 539, 541, 719, 720, 1079, 1080, 1440, 2161,
    ];
    const rotations = [0, 90, 180, 270, -90];
    const shapes = [undefined, rate(16, 11), rate(10, 11), rate(4, 3), rate(1, 2)];
    const rates = [undefined, rate(1), rate(24000, 1001), rate(30), rate(60000, 1001), rate(120)];
    let planned = 0;
    for (const width of sides) {
      for (const height of sides) {
        for (const rotation of rotations) {
          for (const shape of shapes) {
            for (const frameRate of rates) {
              const source: SourcePicture = {
                width,
                height,
                rotation,
                ...(shape && { sampleAspectRatio: shape }),
                ...(frameRate && { frameRate }),
              };
              if (!fitsEncoder(source)) continue;
              planned += 1;
              const broken = brokenPromise(source);
              if (broken) throw new Error(`${JSON.stringify(source)}: ${broken}`);
            }
          }
        }
      }
    }
    expect(planned).toBeGreaterThan(30_000);
  });

  function brokenPromise(source: SourcePicture): string | undefined {
    const shown = displaySize(source);
    const { renditions, frameRate } = planLadder(source);
    if (renditions.length === 0) return 'no rendition';
    for (const { rung, width, height, maxBitrate, qvbrLevel } of renditions) {
      if (width % 2 !== 0 || height % 2 !== 0) return `odd ${width}x${height}`;
      if (width < 32 || height < 32) return `tiny ${width}x${height}`;
      if (Math.max(width, height) > 4096) return `huge ${width}x${height}`;
      if (width > shown.width + 1e-6 || height > shown.height + 1e-6) return 'upscaled';
      if (rung !== Math.min(width, height)) return `rung ${rung} is ${width}x${height}`;
      // Each side may be off by less than the two pixels that make it even.
      const scale = Math.max(width / shown.width, height / shown.height);
      if (Math.abs(width - shown.width * scale) > 2.01) return `aspect of ${width}x${height}`;
      if (Math.abs(height - shown.height * scale) > 2.01) return `aspect of ${width}x${height}`;
      if (!Number.isInteger(maxBitrate) || maxBitrate < 1000) return `bitrate ${maxBitrate}`;
      if (qvbrLevel < 1 || qvbrLevel > 10) return `level ${qvbrLevel}`;
    }
    const descending = renditions.every((lower, index) => {
      const upper = renditions[index - 1];
      return !upper || (lower.rung < upper.rung && lower.maxBitrate < upper.maxBitrate);
    });
    if (!descending) return `order ${JSON.stringify(renditions)}`;
    if (frameRate && frameRate.numerator / frameRate.denominator > 60.5) return 'too fast';
    return undefined;
  }

  test.each([
    ['film', rate(24000, 1001), undefined],
    ['60', rate(60), undefined],
    ['a phone that says 60.02', rate(60020, 1000), undefined],
    ['120', rate(120), rate(120, 2)],
    ['119.88', rate(120000, 1001), rate(120000, 2002)],
    ['240', rate(240), rate(240, 4)],
    ['144', rate(144), rate(144, 3)],
    ["WebM's clock", rate(1000), rate(30)],
  ])('%s frames a second', (_name, frameRate, expected) => {
    expect(planLadder({ width: 1280, height: 720, frameRate }).frameRate).toEqual(expected);
  });

  test('gives more frames and more pixels more bits, but not in proportion', () => {
    const top = (source: SourcePicture) => planLadder(source).renditions[0]?.maxBitrate ?? 0;
    const plain = top({ width: 1280, height: 720, frameRate: rate(30) });
    expect(plain).toBe(3_500_000);
    expect(top({ width: 1280, height: 720, frameRate: rate(60) })).toBe(1.5 * plain);
    const square = top({ width: 720, height: 720, frameRate: rate(30) });
    expect(square).toBeLessThan(plain);
    expect(square).toBeGreaterThan((plain * 9) / 16);
  });

  test.each([
    { width: 8, height: 8 },
    { width: 8, height: 480 },
    { width: 12000, height: 60 },
    { width: 0, height: 0 },
    { width: Number.NaN, height: 480 },
  ])('refuses $width x $height', (source) => {
    expect(fitsEncoder(source)).toBe(false);
    expect(() => planLadder(source)).toThrow(RangeError);
  });
});

describe('fitInBox', () => {
  test.each([
    [{ width: 1920, height: 1080 }, 1280, { width: 1280, height: 720 }],
    [{ width: 1920, height: 1080, rotation: 90 }, 1280, { width: 720, height: 1280 }],
    [{ width: 320, height: 180 }, 1280, { width: 320, height: 180 }],
    [{ width: 4000, height: 100 }, 256, { width: 1280, height: 32 }],
  ])('%j in %i', (source, box, expected) => {
    expect(fitInBox(source, box)).toEqual(expected);
  });
});
