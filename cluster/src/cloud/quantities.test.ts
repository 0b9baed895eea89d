import { expect, test } from '@jest/globals';
import type { Pod } from '../control-plane/kube-objects.ts';
import { parseQuantity, requestsOf } from './quantities.ts';

test.each([
  ['800m', 0.8],
  ['2', 2],
  ['1.5', 1.5],
  ['128Mi', 128 * 2 ** 20],
  ['1G', 1e9],
  ['134217728', 134_217_728],
])('%s is %d', (quantity, expected) => {
  expect(parseQuantity(quantity)).toBeCloseTo(expected);
});

test.each(['', 'much', '1Xi', '-1'])('refuses %s', (quantity) => {
  expect(() => parseQuantity(quantity)).toThrow(/not a quantity/);
});

test('a pod asks for its containers, for those beside them, and for the greatest before them', () => {
  const container = (cpu: string, memory: string, more = {}) => ({
    name: 'c',
    image: 'i',
    resources: { requests: { cpu, memory } },
    ...more,
  });
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: {
      containers: [container('100m', '1Mi'), container('200m', '1Mi')],
      initContainers: [
        container('50m', '1Mi', { restartPolicy: 'Always' }),
        container('10m', '10Mi'),
      ],
    },
  };
  expect(requestsOf(pod)).toEqual({ cpu: 350, memory: 10 * 2 ** 20 });
});
