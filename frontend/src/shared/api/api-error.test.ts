import { expect, test } from '@jest/globals';
import { en } from '../i18n/en.ts';
import { ApiError, apiErrorFrom, problemKey } from './api-error.ts';

const key = (error: unknown) => problemKey(error, en.problem);

test.each([
  [401, 'invalid_credentials', 'invalid_credentials'],
  [401, 'session_expired', 'session_expired'],
  [409, 'some_new_code', 'conflict'],
  [429, 'some_new_code', 'too_many_requests'],
  [422, 'some_new_code', 'refused'],
  [500, 'some_new_code', 'unknown'],
  [400, 'toString', 'refused'],
])('%i %s reads as %s', (status, code, expected) => {
  expect(key(new ApiError(status, code, ''))).toBe(expected);
});

test('what is no API error is our fault', () => {
  expect(key(new TypeError('x is undefined'))).toBe('unknown');
});

test('fields are taken from a problem by their first segment', () => {
  const error = apiErrorFrom(400, {
    code: 'validation_failed',
    detail: 'No.',
    errors: [
      { path: 'title', message: 'too long' },
      { path: 'parts.0.etag', message: 'bad' },
    ],
  });
  expect(error.fields).toEqual(['title', 'parts']);
});

test("a proxy's HTML page still becomes an error", () => {
  expect(key(apiErrorFrom(502, '<html>'))).toBe('unknown');
  expect(key(apiErrorFrom(404, undefined))).toBe('not_found');
});
