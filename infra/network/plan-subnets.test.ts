import { expect, test } from '@jest/globals';
import { planSubnets } from './plan-subnets.ts';

const blocks = [
  '10.20.0.0/16',
  '10.20.128.0/17',
  '172.16.64.0/18',
  '192.168.32.0/19',
  '10.255.240.0/20',
];

test('a /16 is divided into quarters, and the last quarter again', () => {
  expect(planSubnets('10.20.0.0/16')).toEqual({
    private: ['10.20.0.0/18', '10.20.64.0/18', '10.20.128.0/18'],
    public: ['10.20.192.0/20', '10.20.208.0/20', '10.20.224.0/20'],
  });
});

test.each(blocks)('the subnets of %s lie inside it, and apart from each other', (cidr) => {
  const vpc = range(cidr);
  const plan = planSubnets(cidr);
  const subnets = [...plan.private, ...plan.public].map(range).sort((a, b) => a.first - b.first);
  expect(subnets).toHaveLength(6);
  for (const [index, { first, last }] of subnets.entries()) {
    const next = subnets[index + 1]?.first ?? vpc.last + 1;
    expect(first).toBeGreaterThanOrEqual(vpc.first);
    expect(last).toBeLessThan(next);
    expect(first % (last - first + 1)).toBe(0);
  }
});

test.each(blocks)('private subnets of %s hold four times what public ones do', (cidr) => {
  const plan = planSubnets(cidr);
  const smallestPrivate = Math.min(...plan.private.map(size));
  expect(smallestPrivate).toBeGreaterThanOrEqual(4 * Math.max(...plan.public.map(size)));
  expect(smallestPrivate).toBeGreaterThanOrEqual(1024);
});

test.each([
  ['10.20.0.0/21', 'too small'],
  ['10.20.0.0/28', 'too small'],
  ['10.0.0.0/8', 'larger than AWS allows'],
  ['10.20.5.0/16', 'write 10.20.0.0/16'],
  ['10.20.0.256/16', 'not an IPv4 block'],
  ['10.20.0.0', 'not an IPv4 block'],
  ['', 'not an IPv4 block'],
])('%s is refused by name: %s', (cidr, reason) => {
  expect(() => planSubnets(cidr)).toThrow(RangeError);
  expect(() => planSubnets(cidr)).toThrow(`"${cidr}"`);
  expect(() => planSubnets(cidr)).toThrow(reason);
});

function range(cidr: string): { first: number; last: number } {
  const [address = '', bits = ''] = cidr.split('/');
  const first = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  return { first, last: first + 2 ** (32 - Number(bits)) - 1 };
}

function size(cidr: string): number {
  const { first, last } = range(cidr);
  return last - first + 1;
}
