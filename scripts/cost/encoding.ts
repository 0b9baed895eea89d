import { estimateCost } from '../../packages/encoding/src/estimate.ts';
import { segmentSeconds } from '../../packages/encoding/src/job.ts';
import { planLadder } from '../../packages/encoding/src/ladder.ts';
import { type PricedRegion, prices } from './prices.ts';

/** Sources in the price table, 16:9 at 30 frames a second. */
export const sourceSizes = [
  { name: '1080p', width: 1920, height: 1080 },
  { name: '720p', width: 1280, height: 720 },
  { name: '540p', width: 960, height: 540 },
] as const;

export interface EncodingCost {
  readonly renditions: number;
  /** MediaConvert, US dollars: see packages/encoding/src/prices.ts for region and date. */
  readonly encode: number;
  /** Writing segments and playlists to S3, US dollars. */
  readonly write: number;
  /** Maximum size of the renditions in GB, by the caps of the ladder. */
  readonly gigabytes: number;
  /** Keeping them in S3, US dollars a month. */
  readonly keepMonth: number;
}

const secondsPerHour = 3600;

/** What one hour of source video costs to encode and to keep. */
export function encodingCost(
  { width, height }: { readonly width: number; readonly height: number },
  region: PricedRegion,
): EncodingCost {
  const { usd, renditions } = estimateCost({ durationSeconds: secondsPerHour, width, height });
  const ladder = planLadder({ width, height });
  // While encoding, MediaConvert rewrites the rendition's playlist with every segment.
  const writes = renditions.length * (secondsPerHour / segmentSeconds) * 2;
  const gigabytes = ladder.renditions.reduce(
    (sum, { maxBitrate, audioBitrate }) =>
      sum + ((maxBitrate + audioBitrate) * secondsPerHour) / 8 / 1e9,
    0,
  );
  return {
    renditions: renditions.length,
    encode: usd,
    write: (writes / 1e6) * prices.objectMillionPuts.usd[region],
    gigabytes,
    keepMonth: gigabytes * prices.objectGbMonth.usd[region],
  };
}
