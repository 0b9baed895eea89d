import { expect, test } from '@jest/globals';
import { secretsInState } from './secrets-in-state.ts';

const pem = '-----BEGIN KEY-----\nabcdefgh\n-----END KEY-----\n';

test.each<[how: string, state: unknown]>([
  ['as it is', { key: pem }],
  ['in JSON within JSON', { outputs: JSON.stringify({ key: pem }) }],
  ['in base64', { data: { key: Buffer.from(pem).toString('base64') } }],
])('a secret is found %s', (_how, state) => {
  const text = JSON.stringify(state);
  expect(secretsInState(text, { key: pem, other: 'not there' })).toEqual(['key']);
});

test('what could be anything is not looked for', () => {
  expect(() => secretsInState('{}', { pin: '1234' })).toThrow('pin is too short');
});
