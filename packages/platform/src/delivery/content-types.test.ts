import { expect, test } from '@jest/globals';
import { siteContentType } from './content-types.ts';

test.each([
  ['index.html', 'text/html; charset=utf-8'],
  ['assets/Player-1a2B.JS', 'text/javascript; charset=utf-8'],
  ['assets/worker-1a2b.wasm', 'application/wasm'],
  ['assets/a.b.xyz', undefined],
  ['LICENSE', undefined],
])('%s: %s', (fileName, expected) => {
  expect(siteContentType(fileName)).toBe(expected);
});
