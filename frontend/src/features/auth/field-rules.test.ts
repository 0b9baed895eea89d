import { expect, test } from '@jest/globals';
import { followsPasswordRules, mistakeIn } from './field-rules.ts';
import { safeReturn } from './return-path.ts';

test.each([
  ['Tide-cast-12', true],
  ['Tide-cast-1', false],
  ['tide-cast-12', false],
  ['TIDE-CAST-12', false],
  ['Tide-cast-xx', false],
  ['Tidecast1234', false],
])('%s follows the rules: %s', (password, follows) => {
  expect(followsPasswordRules(password)).toBe(follows);
});

test.each([
  ['email', 'a@b', true, 'email'],
  ['email', ' a@b.kr ', true, undefined],
  ['email', '', true, 'required'],
  ['password', 'old', false, undefined],
  ['password', 'old', true, 'password'],
  ['code', '12345', true, 'code'],
  ['code', ' 123456 ', true, undefined],
  ['displayName', '   ', true, 'required'],
] as const)('%s "%s" (new password: %s): %s', (field, value, newPassword, mistake) => {
  expect(mistakeIn(field, value, newPassword)).toBe(mistake);
});

test.each([
  ['/studio', '/studio'],
  ['/watch/01J?t=3', '/watch/01J?t=3'],
  ['//evil.test/x', '/'],
  ['/\\evil.test', '/'],
  ['https://evil.test', '/'],
  ['/sign-in', '/'],
  [undefined, '/'],
  [{ pathname: '/x' }, '/'],
])('after signing in, %j leads to %s', (from, path) => {
  expect(safeReturn(from)).toBe(path);
});
