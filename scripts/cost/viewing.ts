import { segmentPathPattern } from '@tidecast/platform/delivery/behaviours';
import type { Recording } from '../../infra/recording/recorder.ts';
import { segmentSeconds } from '../../packages/encoding/src/job.ts';
import { planLadder } from '../../packages/encoding/src/ladder.ts';
import { viewing } from './assumptions.ts';
import { type PricedRegion, type PriceName, prices } from './prices.ts';

/** Which renditions viewers watch: fractions by rung that add up to 1. */
export interface Mix {
  readonly name: string;
  readonly parts: Readonly<Partial<Record<1080 | 720 | 540, number>>>;
}

export const mixes: readonly Mix[] = [
  { name: '1080p', parts: { 1080: 1 } },
  { name: '720p', parts: { 720: 1 } },
  { name: '540p', parts: { 540: 1 } },
  { name: 'mixed', parts: { 1080: 0.4, 720: 0.4, 540: 0.2 } },
];

/** Something that viewing consumes. */
export interface Use {
  readonly item: string;
  readonly quantity: number;
  readonly price: PriceName;
}

const viewerHours = 1000;
const secondsPerHour = 3600;
const gigabyte = 1e9;

/** What 1,000 hours of watching consume, if every rendition is as large as its cap allows. */
export function uses(mix: Mix, recording: Recording): readonly Use[] {
  const sessions = (viewerHours * 60) / viewing.sessionMinutes;
  const segments = (viewerHours * secondsPerHour) / segmentSeconds;
  const requests = segments + sessions * viewing.otherRequestsPerSession;
  return [
    { item: 'CloudFront, GB', quantity: viewerHours * gigabytesPerHour(mix), price: 'edgeGb' },
    million('CloudFront, million requests', requests, 'edgeMillionRequests'),
    million(
      'CloudFront functions, million runs',
      segments * functionsPerSegment(recording),
      'edgeMillionFunctionRuns',
    ),
    million('Firewall, million requests', requests, 'webAclMillionRequests'),
    million(
      'S3 reads that the edge has not, million',
      segments * (1 - viewing.hitRatio),
      'objectMillionGets',
    ),
    million('Table reads, million', sessions * viewing.tableReadsPerSession, 'tableMillionReads'),
    million(
      'Table writes, million',
      sessions * viewing.tableWritesPerSession,
      'tableMillionWrites',
    ),
  ];
}

/** US dollars. */
export function useCost({ quantity, price }: Use, region: PricedRegion): number {
  return quantity * prices[price].usd[region];
}

/** For one viewer, assuming that the ladder's caps are sent. */
function gigabytesPerHour({ parts }: Mix): number {
  const { renditions } = planLadder({ width: 1920, height: 1080 });
  const bitsPerSecond = Object.entries(parts).reduce((sum, [rung, part]) => {
    const rendition = renditions.find((planned) => planned.rung === Number(rung));
    if (!rendition) throw new RangeError(`the ladder has no rung ${rung}`);
    return sum + part * (rendition.maxBitrate + rendition.audioBitrate);
  }, 0);
  return (bitsPerSecond * secondsPerHour) / 8 / gigabyte;
}

/**
 * Number of CloudFront functions that run for a segment, from the recorded distribution.
 *
 * @throws Error if no distribution has a behaviour for segments
 */
function functionsPerSegment({ resources }: Recording): number {
  const distribution = resources.find(
    ({ type }) => type === 'aws:cloudfront/distribution:Distribution',
  );
  const behaviours = list(distribution?.inputs.orderedCacheBehaviors);
  const segments = behaviours.find(
    (behaviour) => field(behaviour, 'pathPattern') === segmentPathPattern,
  );
  if (!segments)
    throw new Error(`the stack has no distribution with a behaviour for ${segmentPathPattern}`);
  return list(field(segments, 'functionAssociations')).length;
}

function million(item: string, count: number, price: PriceName): Use {
  return { item, quantity: count / 1e6, price };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
