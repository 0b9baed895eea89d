import { type PlannedRendition, planLadder } from './ladder.ts';
import { encodingPrices, type ResolutionClass } from './prices.ts';
import type { Size } from './source.ts';

export interface EstimateInput extends Size {
  readonly durationSeconds: number;
  /** 30 when absent. */
  readonly frameRate?: number;
}

export interface Estimate {
  readonly renditions: readonly (Size & { readonly rung: number; readonly usd: number })[];
  /** Billed minutes of output, all renditions together. */
  readonly minutes: number;
  /** What encoding costs on demand, in US dollars: see {@link encodingPrices}. */
  readonly usd: number;
}

/**
 * What it costs to encode a video, before it is uploaded.
 *
 * @throws RangeError for a size that cannot be encoded
 */
export function estimateCost({
  durationSeconds,
  width,
  height,
  frameRate,
}: EstimateInput): Estimate {
  const source = {
    width,
    height,
    ...(frameRate && { frameRate: { numerator: frameRate, denominator: 1 } }),
  };
  const ladder = planLadder(source);
  const rate = ladder.frameRate ?? source.frameRate;
  const band = rate && rate.numerator / rate.denominator > 30 ? 'upTo60' : 'upTo30';
  const minutes = Math.max(encodingPrices.minimumSeconds, Math.ceil(durationSeconds)) / 60;
  const renditions = ladder.renditions.map((rendition) => ({
    rung: rendition.rung,
    width: rendition.width,
    height: rendition.height,
    usd: minutes * encodingPrices.usdPerMinute[resolutionClass(rendition)][band],
  }));
  return {
    renditions,
    minutes: minutes * renditions.length,
    usd: renditions.reduce((sum, { usd }) => sum + usd, 0),
  };
}

/** AWS's classes: HD from 1280x720, UHD above 1920x1080; in either orientation. */
function resolutionClass({
  width,
  height,
}: Pick<PlannedRendition, 'width' | 'height'>): ResolutionClass {
  const long = Math.max(width, height);
  const short = Math.min(width, height);
  if (long > 1920 || short > 1080) return 'uhd';
  return long >= 1280 || short >= 720 ? 'hd' : 'sd';
}
