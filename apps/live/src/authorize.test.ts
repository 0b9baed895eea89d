import { expect, test } from '@jest/globals';
import { sessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
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
const nobody = { session: 'anonymous' };
const invalid = { session: 'invalid' };

test.each([
  ['nothing', {}, undefined, nobody],
  ['cookies, which come by themselves', {}, ['a=b', '__Host-tc_access=good'], known],
  ['a bearer token', { authorization: 'Bearer good' }, [], known],
  ['a refresh cookie alone', {}, ['__Host-tc_refresh=x'], { session: 'expired' }],
  ['a forged token', { authorization: 'Bearer forged' }, ['__Host-tc_access=good'], invalid],
  ['a cookie header, which API Gateway never has', { cookie: '__Host-tc_access=good' }, [], nobody],
  ['keys that cannot be had', { authorization: 'Bearer broken' }, [], { session: 'unknown' }],
])('%s', async (_what, headers, cookies, context) => {
  const event = { headers, cookies } as unknown as APIGatewayRequestAuthorizerEventV2;
  expect(await authorize(event)).toEqual({ isAuthorized: true, context });
});
