/** One value for each of the network's three availability zones, in the zones' order. */
export type PerZone<T> = readonly [T, T, T];

export type ZoneIndex = 0 | 1 | 2;

export function eachZone<T>(make: (zone: ZoneIndex) => T): PerZone<T> {
  return [make(0), make(1), make(2)];
}

/** How a VPC's address block is divided. */
export interface SubnetPlan {
  /** For load balancers and NAT gateways. */
  readonly public: PerZone<string>;
  /** For nodes and their pods, each of which takes an address. */
  readonly private: PerZone<string>;
}

/** The largest VPC that AWS allows (VPC User Guide, "VPC CIDR blocks"). */
const largestBlock = 16;
/**
 * In a smaller block, a private subnet would have fewer than 1,000 addresses for its zone's pods.
 */
const smallestBlock = 20;

/**
 * Divides a VPC's block for three zones. Three quarters are private, one per zone; the last quarter
 * is divided into four again, of which three are public and one stays free.
 *
 * @param cidr - an IPv4 block of /16 to /20, such as `10.20.0.0/16`
 * @throws RangeError for any other block
 */
export function planSubnets(cidr: string): SubnetPlan {
  const { start, bits } = parseBlock(cidr);
  const quarter = 2 ** (32 - bits) / 4;
  const sixteenth = quarter / 4;
  const lastQuarter = start + 3 * quarter;
  return {
    private: eachZone((zone) => block(start + zone * quarter, bits + 2)),
    public: eachZone((zone) => block(lastQuarter + zone * sixteenth, bits + 4)),
  };
}

function parseBlock(cidr: string): { start: number; bits: number } {
  const [, ...numbers] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(cidr) ?? [];
  const [a = 256, b = 256, c = 256, d = 256, bits = 33] = numbers.map(Number);
  if ([a, b, c, d].some((byte) => byte > 255) || bits > 32) {
    throw new RangeError(`VPC block "${cidr}" is not an IPv4 block such as 10.20.0.0/16`);
  }
  if (bits > smallestBlock) {
    throw new RangeError(
      `VPC block "${cidr}" is too small for three zones: it must be /${smallestBlock} or larger`,
    );
  }
  if (bits < largestBlock) {
    throw new RangeError(`VPC block "${cidr}" is larger than AWS allows: /${largestBlock} at most`);
  }
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const start = address - (address % 2 ** (32 - bits));
  if (start !== address) {
    throw new RangeError(
      `VPC block "${cidr}" does not begin where its size says: write ${block(start, bits)}`,
    );
  }
  return { start, bits };
}

function block(start: number, bits: number): string {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${bytes.join('.')}/${bits}`;
}
