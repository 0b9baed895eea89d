import { expect, test } from '@jest/globals';
import { clockTime, parseShareTime } from './duration.ts';

test.each([
  [0, '0:00'],
  [59.99, '0:59'],
  [61, '1:01'],
  [3599, '59:59'],
  [3600, '1:00:00'],
  [14_400, '4:00:00'],
  [-1, '0:00'],
  [Number.NaN, '0:00'],
])('%d seconds read as %s', (seconds, expected) => {
  expect(clockTime(seconds)).toBe(expected);
});

test.each([
  ['90', 90],
  ['90s', 90],
  ['1m30s', 90],
  ['1h2m3s', 3723],
  ['2h', 7200],
  ['', undefined],
  [null, undefined],
  ['abc', undefined],
  ['-5', undefined],
  ['1.5', undefined],
])('?t=%s means %s', (text, expected) => {
  expect(parseShareTime(text)).toBe(expected);
});
