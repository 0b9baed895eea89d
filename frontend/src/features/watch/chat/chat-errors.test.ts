import { expect, test } from '@jest/globals';
import { chatErrorKey } from './chat-errors.ts';

test.each([
  [{ errorCode: 403, errorMessage: 'x' }, 'forbidden'],
  [{ errorCode: 406, errorMessage: 'Rejected' }, 'refused'],
  [{ errorCode: 406, errorMessage: 'slow_mode' }, 'slow'],
  [{ errorCode: 406, errorMessage: 'link' }, 'refused'],
  [{ errorCode: 406, errorMessage: 'unavailable' }, 'unknown'],
  [{ errorCode: 413, errorMessage: 'x' }, 'long'],
  [{ errorCode: 429, errorMessage: 'x' }, 'fast'],
  [{ errorCode: 500, errorMessage: 'x' }, 'unknown'],
  [new Error('Room is not connected'), 'unknown'],
  [undefined, 'unknown'],
])('%j is told as %s', (error, expected) => {
  expect(chatErrorKey(error)).toBe(expected);
});
