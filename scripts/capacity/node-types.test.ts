import { expect, test } from '@jest/globals';
import { configSchema } from '../../infra/config-schema.ts';
import { allocatable, nodeTypes } from './node-types.ts';

test.each([
  ['t3.medium', 1930, 17],
  ['t3.large', 1930, 35],
  ['m5.large', 1930, 29],
  ['c6i.xlarge', 3920, 58],
  ['r7i.2xlarge', 7910, 58],
])('a %s has %i thousandths of CPU and addresses for %i pods', (type, cpu, pods) => {
  expect(allocatable(type)).toMatchObject({ cpu, pods });
});

test('memory is what the kernel sees, less what the node keeps for itself by its number of pods', () => {
  // 8 GiB less 7.5 %; 255 MiB and 11 for each of 29 pods; 100 before pods are ended.
  expect(allocatable('m5.large').memory).toBe(7577 - 574 - 100);
  expect(allocatable('c5.large').memory).toBeLessThan(allocatable('m5.large').memory);
  expect(allocatable('r5.large').memory).toBeGreaterThan(allocatable('m5.large').memory);
});

test('a measured node has no less than is reckoned with', () => {
  // An r5.xlarge of EKS: 32,123,604,992 bytes and 3.92 CPUs were allocatable.
  const { cpu, memory } = allocatable('r5.xlarge');
  expect(cpu).toBe(3920);
  expect(memory).toBeLessThanOrEqual(32_123_604_992 / 1024 ** 2);
  expect(memory).toBeGreaterThan(0.9 * (32_123_604_992 / 1024 ** 2));
});

test('every type is one that a stack may have', () => {
  for (const type of nodeTypes)
    expect(configSchema.shape.nodeInstanceType.safeParse(type)).toMatchObject({ success: true });
  expect(nodeTypes).toEqual(
    expect.arrayContaining(
      ['m5', 'm6i', 'c5', 'r5', 't3'].flatMap((family) => [`${family}.large`, `${family}.xlarge`]),
    ),
  );
});

test('a type that nobody has looked up is refused by its name', () => {
  expect(() => allocatable('m5.24xlarge')).toThrow('does not know m5.24xlarge');
});
