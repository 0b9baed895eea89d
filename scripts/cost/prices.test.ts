import { expect, test } from '@jest/globals';
import { instancePrice, type Price, prices } from './prices.ts';

test.each(Object.entries<Price>(prices))('%s has an amount, a page and a day', (_name, price) => {
  expect(Object.values(price.usd).every((usd) => usd > 0)).toBe(true);
  expect(price.source).toMatch(/^https:\/\/aws\.amazon\.com\/.+\/pricing\//);
  expect(new Date(price.asOf).toISOString()).toBe(`${price.asOf}T00:00:00.000Z`);
});

test('an instance type without a price is refused by name', () => {
  expect(instancePrice('m5.large')).toBe('instance m5.large');
  expect(() => instancePrice('c7i.4xlarge')).toThrow('c7i.4xlarge');
});
