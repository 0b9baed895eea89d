import { isIPv6 } from 'node:net';

/**
 * Groups of an IPv6 address that identify a network: a /64 is the smallest that a customer gets.
 */
const networkGroups = 4;
const allGroups = 8;

/**
 * The network that an address is counted as: itself, or for IPv6 its whole /64, in which one
 * machine may use any number of addresses.
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [left = [], right = []] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = Array<string>(allGroups - left.length - right.length).fill('0');
  const groups = [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
  return `${groups
    .slice(0, networkGroups)
    .map((group) => group.toString(16))
    .join(':')}::/64`;
}
