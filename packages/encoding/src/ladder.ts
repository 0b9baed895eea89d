import { displaySize, type Ratio, type Size, type SourcePicture } from './source.ts';

/** One encoded copy of a video. */
export interface PlannedRendition extends Size {
  /** Shorter side in pixels: 1080, 720, ... or the source's own below 270. */
  readonly rung: number;
  /** Bits per second that video may reach. */
  readonly maxBitrate: number;
  /** MediaConvert's quality level, 1 to 10. */
  readonly qvbrLevel: number;
  /** Bits per second of AAC stereo. */
  readonly audioBitrate: number;
}

export interface Ladder {
  /** Largest first; never empty. */
  readonly renditions: readonly PlannedRendition[];
  /** Set when frames must be dropped; absent when the source's own rate is kept. */
  readonly frameRate?: Ratio;
}

/**
 * Caps for 16:9 at up to 30 frames a second. Levels follow AWS's own templates
 * (video-on-demand-on-aws, `*_qvbr_no_preset.json`: 7 for SD, 8 for HD); caps lie below theirs at
 * the top and above at 270p, where 400 kbit/s is visibly starved.
 */
const rungs = [
  { rung: 1080, maxBitrate: 6_000_000, qvbrLevel: 8, audioBitrate: 128_000 },
  { rung: 720, maxBitrate: 3_500_000, qvbrLevel: 8, audioBitrate: 128_000 },
  { rung: 540, maxBitrate: 2_000_000, qvbrLevel: 7, audioBitrate: 128_000 },
  { rung: 360, maxBitrate: 1_000_000, qvbrLevel: 7, audioBitrate: 96_000 },
] as const;
const lowestRung = { rung: 270, maxBitrate: 500_000, qvbrLevel: 7, audioBitrate: 64_000 } as const;
const allRungs = [...rungs, lowestRung];

/** The smallest output MediaConvert makes, in pixels each way (API reference: Width, Height). */
export const minimumSide = 32;
/** The longest side browsers' H.264 decoders take in hardware and MediaConvert makes in AVC. */
export const maximumSide = 4096;
/** Frames a second above which frames are dropped. */
const maximumFrameRate = 60;
/** Phones record rates such as 60.02: not worth halving. */
const frameRateTolerance = 0.5;
/** Beyond this the figure is a clock's tick, not a rate (WebM's 1000, MPEG-TS's 90000). */
const implausibleFrameRate = 300;
const fallbackFrameRate: Ratio = { numerator: 30, denominator: 1 };
/** No encoder produces anything sensible below this. */
const minimumBitrate = 100_000;

/**
 * The renditions of a source: every rung that is not above it, or one at its own size when it is
 * smaller than the lowest. Aspect ratio and orientation are kept, sides are even.
 *
 * @throws RangeError when {@link fitsEncoder} returns false
 */
export function planLadder(source: SourcePicture): Ladder {
  if (!fitsEncoder(source)) {
    throw new RangeError(
      `cannot encode ${source.width}x${source.height}: both sides must come out between ${minimumSide} and ${maximumSide} pixels`,
    );
  }
  const frameRate = reducedFrameRate(source.frameRate);
  const rate = frameRate ?? source.frameRate;
  const framesPerSecond = rate ? rate.numerator / rate.denominator : 30;
  return {
    renditions: plannedSizes(source).map((size) => rendition(size, framesPerSecond)),
    ...(frameRate && { frameRate }),
  };
}

/** Whether any rendition of the picture is within what the encoder makes. */
export function fitsEncoder(source: SourcePicture): boolean {
  return plannedSizes(source).every((size) => shorterSide(size) >= minimumSide);
}

/** Largest first; one at the source's own size where no rung fits. */
function plannedSizes(source: SourcePicture): Size[] {
  const shown = displaySize(source);
  const fitting = allRungs
    .filter(({ rung }) => rung <= shorterSide(shown))
    .map(({ rung }) => scaled(shown, rung / shorterSide(shown)))
    .filter(({ width, height }) => Math.max(width, height) <= maximumSide);
  if (fitting.length > 0) return fitting;
  return [scaled(shown, Math.min(1, maximumSide / Math.max(shown.width, shown.height)))];
}

/**
 * A size inside a square box, aspect kept, even, never above the source and never so thin that
 * MediaConvert would refuse it.
 */
export function fitInBox(source: SourcePicture, box: number): Size {
  const shown = displaySize(source);
  const scale = Math.min(
    1,
    Math.max(box / Math.max(shown.width, shown.height), minimumSide / shorterSide(shown)),
  );
  return scaled(shown, scale);
}

/**
 * Undefined when the source's own rate is kept. Divides by whole numbers, so that motion stays
 * even.
 */
export function reducedFrameRate(rate: Ratio | undefined): Ratio | undefined {
  if (!rate) return undefined;
  const value = rate.numerator / rate.denominator;
  if (value <= maximumFrameRate + frameRateTolerance) return undefined;
  if (value > implausibleFrameRate) return fallbackFrameRate;
  const divisor = Math.ceil(value / (maximumFrameRate + frameRateTolerance));
  return { numerator: rate.numerator, denominator: rate.denominator * divisor };
}

function rendition(size: Size, framesPerSecond: number): PlannedRendition {
  const rung = shorterSide(size);
  const rates = allRungs.find((candidate) => candidate.rung <= rung) ?? lowestRung;
  return {
    rung,
    ...size,
    maxBitrate: scaledBitrate(rates, size, framesPerSecond),
    qvbrLevel: rates.qvbrLevel,
    audioBitrate: rates.audioBitrate,
  };
}

/**
 * Neighbouring pixels and frames resemble each other, so the bitrate grows more slowly than either:
 * pixels to the power 0.75 (the usual rule for ladders), and 1.5 times the bits for twice the
 * frames.
 */
function scaledBitrate(
  rates: { rung: number; maxBitrate: number },
  { width, height }: Size,
  framesPerSecond: number,
): number {
  const pixels = (width * height) / ((rates.rung * rates.rung * 16) / 9);
  const frames = Math.min(1.5, Math.max(0.75, (framesPerSecond / 30) ** Math.log2(1.5)));
  const bitrate = rates.maxBitrate * pixels ** 0.75 * frames;
  return Math.max(minimumBitrate, Math.round(bitrate / 10_000) * 10_000);
}

function scaled({ width, height }: Size, scale: number): Size {
  return { width: evenAtMost(width * scale, width), height: evenAtMost(height * scale, height) };
}

function shorterSide({ width, height }: Size): number {
  return Math.min(width, height);
}

/** The nearest even number that is not above `limit`. */
function evenAtMost(value: number, limit: number): number {
  const nearest = 2 * Math.round(value / 2);
  return nearest > limit + 1e-6 ? nearest - 2 : nearest;
}
