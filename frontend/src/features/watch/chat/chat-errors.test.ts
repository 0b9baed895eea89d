import { expect, test } from '@jest/globals';
import { chatRefusals } from '@tidecast/contract/chat-protocol';
import { chatErrorKey, isNotReviewed } from './chat-errors.ts';

test.each(Object.keys(chatRefusals))('a message refused for %s has its own sentence', (code) => {
  expect(chatErrorKey({ errorCode: 406, errorMessage: code })).toBe(code);
});

test.each([
  [{ errorCode: 400, errorMessage: 'x' }, 'bad'],
  [{ errorCode: 403, errorMessage: 'x' }, 'forbidden'],
  [{ errorCode: 406, errorMessage: 'The message was rejected by review.' }, 'unavailable'],
  [{ errorCode: 406, errorMessage: undefined }, 'unavailable'],
  [{ errorCode: 406, errorMessage: 'too_loud' }, 'refused'],
  [{ errorCode: 406, errorMessage: 'shouting' }, 'refused'],
  [{ errorCode: 406, errorMessage: 'toString' }, 'unavailable'],
  [{ errorCode: 413, errorMessage: 'x' }, 'long'],
  [{ errorCode: 429, errorMessage: 'x' }, 'fast'],
  [{ errorCode: 500, errorMessage: 'x' }, 'unknown'],
  [new Error('Room is not connected'), 'unknown'],
  [undefined, 'unknown'],
])('%j is told as %s', (error, expected) => {
  expect(chatErrorKey(error)).toBe(expected);
});

test('only what was not judged may be sent again', () => {
  const again = (errorMessage: string, errorCode = 406) =>
    isNotReviewed({ errorCode, errorMessage });
  expect(again('unavailable')).toBe(true);
  expect(again('The message was rejected by review.')).toBe(true);
  expect(again('link')).toBe(false);
  expect(again('a_rule_of_a_newer_server')).toBe(false);
  expect(again('unavailable', 429)).toBe(false);
});
