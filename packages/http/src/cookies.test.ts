import { expect, test } from '@jest/globals';
import { readCookie } from './cookies.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['token=x', 'x'],
  ['a=b; token=x', 'x'],
  ['a=b;token=x ; c=d', 'x'],
  ['token=a=b', 'a=b'],
  ['token=%C3%A9', 'é'],
  ['token=%', '%'],
  ['token=', ''],
  ['token=first; token=second', 'first'],
  ['__Host-token=x', undefined],
  ['token', undefined],
  ['=token', undefined],
  ['Token=x', undefined],
  ['a=token=x', undefined],
])('of %j the cookie `token` is %j', (header, value) => {
  expect(readCookie(header, 'token')).toBe(value);
});
