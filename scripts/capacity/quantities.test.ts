import { expect, test } from '@jest/globals';
import { parseRequests } from './quantities.ts';

test.each([
  [
    { cpu: '800m', memory: '512Mi' },
    { cpu: 800, memory: 512 },
  ],
  [
    { cpu: 2, memory: '2Gi' },
    { cpu: 2000, memory: 2048 },
  ],
  [
    { cpu: '0.5', memory: '1024Ki' },
    { cpu: 500, memory: 1 },
  ],
  [{ cpu: '10m' }, { cpu: 10, memory: 0 }],
  [undefined, { cpu: 0, memory: 0 }],
])('%j is read as %j', (written, read) => {
  expect(parseRequests(written)).toEqual(read);
});

test.each([
  [{ cpu: '1k' }, 'not a quantity of CPU: 1k'],
  [{ memory: '512' }, 'not a quantity of memory: 512'],
  [{ memory: '1G' }, 'not a quantity of memory: 1G'],
])('%j is refused', (written, message) => {
  expect(() => parseRequests(written)).toThrow(message);
});
