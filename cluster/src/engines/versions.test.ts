import { expect, test } from '@jest/globals';
import { isAtLeast, minorOf, since, versionIn } from './versions.ts';

test.each([
  ['Kubernetes v1.36.3', [1, 36, 3]],
  ['kwok version v0.8.0 go1.26.8 (linux/amd64)', [0, 8, 0]],
  ['argocd: v3.2.11+unknown', [3, 2, 11]],
  ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0', [7, 0, 15]],
  ['go1.26', [1, 26, 0]],
  ['v4.0.0-20260115033456-f47bc2d6f199', [4, 0, 0]],
])('reads the version in %s', (text, expected) => {
  expect(versionIn(text)).toEqual(expected);
});

test('finds no version where there is none', () => {
  expect(versionIn('flag provided but not defined: -version')).toBeUndefined();
});

test('compares numbers, not letters', () => {
  expect(isAtLeast([3, 10, 0], [3, 9, 9])).toBe(true);
  expect(isAtLeast([3, 9, 9], [3, 10, 0])).toBe(false);
  expect(isAtLeast([3, 10, 0], [3, 10, 0])).toBe(true);
  expect(isAtLeast([4, 0, 0], [3, 10, 7])).toBe(true);
});

test('a minor version takes any of its patches', () => {
  const wanted = minorOf([3, 6, 0], [3, 5, 0]);
  expect(wanted.said).toBe('3.6.x or 3.5.x');
  expect(wanted.fits([3, 6, 16])).toBe(true);
  expect(wanted.fits([3, 5, 1])).toBe(true);
  expect(wanted.fits([3, 4, 30])).toBe(false);
});

test('a least version takes newer ones', () => {
  const wanted = since([3, 270, 0]);
  expect(wanted.fits([3, 274, 1])).toBe(true);
  expect(wanted.fits([3, 269, 9])).toBe(false);
  expect(wanted.fits([4, 0, 0])).toBe(true);
});
