import { expect, test } from '@jest/globals';
import { slackEncryptionContext, slackKeyAlias } from './slack-secret.ts';

test('each stack has a key of its own, and its ciphertext is of no use to another', () => {
  expect(slackKeyAlias('dev')).toBe('alias/tidecast-dev-slack');
  expect(slackEncryptionContext('dev')).toEqual({ purpose: 'slack-webhook', stack: 'dev' });
  expect(slackEncryptionContext('prod')).not.toEqual(slackEncryptionContext('dev'));
});

test.each(['', 'a.b', 'org/dev', 'dev prod', 'ß'])('%j makes no alias', (stack) => {
  expect(() => slackKeyAlias(stack)).toThrow(JSON.stringify(stack));
});
