import { expect, test } from '@jest/globals';
import { sessionCookiePolicy } from '@tidecast/platform/cookies';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { createAuthorize } from './authorize.ts';

const authorize = createAuthorize(
  {
    async verify(token) {
      if (token === 'broken') throw new Error('no keys');
      if (token !== 'good') return undefined;
      return { userId: 'jun', moderator: true, tokenId: 'id' };
    },
  },
  sessionCookiePolicy('https://tidecast.example'),
  { error: () => {} },
);

const known = { session: 'signed-in', userId: 'jun', moderator: true, tokenId: 'id' };

test.each([
  ['nothing', {}, [], { session: 'anonymous' }],
  ['a cookie', {}, ['a=b', '__Host-tc_access=good'], known],
  ['a bearer token', { authorization: 'Bearer good' }, [], known],
  ['an expired cookie', {}, ['__Host-tc_access=old'], { session: 'expired' }],
  ['a refresh cookie alone', {}, ['__Host-tc_refresh=x'], { session: 'expired' }],
  ['a cookie without its prefix', {}, ['tc_access=good'], { session: 'anonymous' }],
  ['a forged token', { authorization: 'Bearer forged' }, [], { session: 'invalid' }],
  ['no bearer token', { authorization: 'Basic eA==' }, [], { session: 'invalid' }],
  [
    'a token before a cookie',
    { authorization: 'Bearer x' },
    ['__Host-tc_access=good'],
    { session: 'invalid' },
  ],
  ['keys that cannot be had', { authorization: 'Bearer broken' }, [], { session: 'unknown' }],
])('%s', async (_what, headers, cookies, context) => {
  const event = { headers, cookies } as unknown as APIGatewayRequestAuthorizerEventV2;
  expect(await authorize(event)).toEqual({ isAuthorized: true, context });
});
