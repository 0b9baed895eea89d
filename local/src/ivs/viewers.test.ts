import { expect, test } from '@jest/globals';
import { Viewers } from './viewers.ts';

test('counts who asked within the last 15 seconds', () => {
  const viewers = new Viewers();
  viewers.note('a', 0);
  viewers.note('b', 10_000);
  expect(viewers.count(14_000)).toBe(2);
  viewers.note('a', 14_000);
  expect(viewers.count(26_000)).toBe(1);
});

test('remembers no more than it can serve, and makes room for who comes later', () => {
  const viewers = new Viewers();
  for (let n = 0; n < 10_010; n += 1) viewers.note(`early ${n}`, 0);
  expect(viewers.count(0)).toBe(10_000);
  viewers.note('late', 20_000);
  expect(viewers.count(20_000)).toBe(1);
});
