import type { Size } from './ladder.ts';

/** A limit of IVS that was passed, as its event says it. */
export interface LimitBreach {
  readonly name: 'Ingest Bitrate' | 'Ingest Resolution' | 'Concurrent Broadcasts';
  readonly value: number;
  readonly exceededBy: number;
  readonly unit: string;
}

/**
 * What comes in is 1080p at most, with up to 8.5 Mb/s; on a BASIC channel 1.5 Mb/s up to 480p and
 * 3.5 Mb/s above (API reference, "CreateChannel", `type`; user guide, "Service Quotas").
 */
const longestEdge = 1920;
const maxPixels = 1920 * 1080;
const maxBitsPerSecond = 8_500_000;
const basic = { lines: 480, upTo: 1_500_000, above: 3_500_000 } as const;

/** Streams of one account at the same time (user guide, "Service Quotas", "Concurrent streams"). */
export const maxBroadcasts = 100;

/** Whether a picture is too large, upright or not. */
export function resolutionBreach({ width, height }: Size): LimitBreach | undefined {
  const name = 'Ingest Resolution';
  return (
    breach(name, Math.max(width, height), longestEdge, 'pixels per edge') ??
    breach(name, width * height, maxPixels, 'total pixels')
  );
}

/** Whether this many concurrent streams exceed the limit. */
export function broadcastsBreach(count: number, most: number): LimitBreach | undefined {
  return breach('Concurrent Broadcasts', count, most, 'active streams');
}

/**
 * Seconds over which the bitrate is measured: several keyframes, so that a single large one does
 * not count as a breach. Our own choice.
 */
const meteredSeconds = 10;

/** How many bits a second of a stream has, by the stream's own clock. */
export class BitrateMeter {
  readonly #limit: number;
  /** Bytes by second, oldest first. */
  readonly #seconds: { readonly second: number; bytes: number }[] = [];

  constructor(channelType: string, { width, height }: Size) {
    const isSmall = Math.min(width, height) <= basic.lines;
    if (channelType !== 'BASIC') this.#limit = maxBitsPerSecond;
    else this.#limit = isSmall ? basic.upTo : basic.above;
  }

  /** @param time - of what was heard, in milliseconds @returns what is too much now */
  heard(bytes: number, time: number): LimitBreach | undefined {
    const newest = this.#seconds.at(-1);
    const second = Math.floor(time / 1000);
    if (newest && second <= newest.second) newest.bytes += bytes;
    else this.#seconds.push({ second, bytes });
    while ((this.#seconds[0]?.second ?? second) <= second - meteredSeconds) this.#seconds.shift();
    const sum = this.#seconds.reduce((total, one) => total + one.bytes, 0);
    const rate = Math.round((sum * 8) / meteredSeconds);
    return breach('Ingest Bitrate', rate, this.#limit, 'bits per second');
  }
}

function breach(
  name: LimitBreach['name'],
  is: number,
  value: number,
  unit: string,
): LimitBreach | undefined {
  return is > value ? { name, value, exceededBy: is - value, unit } : undefined;
}
