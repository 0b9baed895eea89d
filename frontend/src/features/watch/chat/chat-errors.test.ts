import { expect, test } from '@jest/globals';
import { chatErrorKey, isNotReviewed } from './chat-errors.ts';

test.each([
  [{ errorCode: 400, errorMessage: 'x' }, 'bad'],
  [{ errorCode: 403, errorMessage: 'x' }, 'forbidden'],
  [{ errorCode: 406, errorMessage: 'empty' }, 'bad'],
  [{ errorCode: 406, errorMessage: 'link' }, 'link'],
  [{ errorCode: 406, errorMessage: 'word' }, 'word'],
  [{ errorCode: 406, errorMessage: 'slow_mode' }, 'slow'],
  [{ errorCode: 406, errorMessage: 'banned' }, 'forbidden'],
  [{ errorCode: 406, errorMessage: 'closed' }, 'closed'],
  [{ errorCode: 406, errorMessage: 'unavailable' }, 'unreviewed'],
  [{ errorCode: 406, errorMessage: 'The message was rejected by review.' }, 'unreviewed'],
  [{ errorCode: 413, errorMessage: 'x' }, 'long'],
  [{ errorCode: 429, errorMessage: 'x' }, 'fast'],
  [{ errorCode: 500, errorMessage: 'x' }, 'unknown'],
  [new Error('Room is not connected'), 'unknown'],
  [undefined, 'unknown'],
])('%j is told as %s', (error, expected) => {
  expect(chatErrorKey(error)).toBe(expected);
});

test('only what was not judged may be tried again', () => {
  expect(isNotReviewed({ errorCode: 406, errorMessage: 'unavailable' })).toBe(true);
  expect(isNotReviewed({ errorCode: 406, errorMessage: 'link' })).toBe(false);
  expect(isNotReviewed({ errorCode: 429, errorMessage: 'unavailable' })).toBe(false);
});
