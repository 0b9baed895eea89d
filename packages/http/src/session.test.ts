import { describe, expect, test } from '@jest/globals';
import { sessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import { HttpProblem } from './problem.ts';
import {
  accessTokenOf,
  createIdentify,
  principalOf,
  type SessionState,
  signedIn,
} from './session.ts';

const policy = sessionCookiePolicy('https://tidecast.example');
const identify = createIdentify(
  {
    async verify(token) {
      if (token === 'broken') throw new Error('no keys');
      if (token !== 'good') return undefined;
      // A verifier may know more than is handed on.
      const secret = { accessToken: token };
      return { userId: 'jun', moderator: true, tokenId: 'id', ...secret };
    },
  },
  policy,
);

const known: SessionState = { session: 'signed-in', userId: 'jun', moderator: true, tokenId: 'id' };

describe('a request with', () => {
  test.each<[string, { authorization?: string; cookie?: string }, SessionState]>([
    ['nothing', {}, { session: 'anonymous' }],
    ['a cookie', { cookie: 'a=b; __Host-tc_access=good' }, known],
    ['a bearer token', { authorization: 'Bearer good' }, known],
    ['a bearer token in lower case', { authorization: 'bearer good' }, known],
    ['an expired cookie', { cookie: '__Host-tc_access=old' }, { session: 'expired' }],
    ['a refresh cookie alone', { cookie: '__Host-tc_refresh=x' }, { session: 'expired' }],
    [
      'cookies that were emptied',
      { cookie: '__Host-tc_access=; __Host-tc_refresh=' },
      { session: 'anonymous' },
    ],
    ['a cookie without its prefix', { cookie: 'tc_access=good' }, { session: 'anonymous' }],
    ['a forged token', { authorization: 'Bearer forged' }, { session: 'invalid' }],
    ['another scheme', { authorization: 'Basic eA==' }, { session: 'invalid' }],
    ['a scheme without a token', { authorization: 'Bearer ' }, { session: 'invalid' }],
    ['two tokens', { authorization: 'Bearer good, Bearer good' }, { session: 'invalid' }],
    [
      'an empty Authorization',
      { authorization: '', cookie: '__Host-tc_access=good' },
      { session: 'invalid' },
    ],
    [
      'a token before a cookie',
      { authorization: 'Bearer x', cookie: '__Host-tc_access=good' },
      { session: 'invalid' },
    ],
  ])('%s', async (_what, headers, state) => {
    expect(await identify(headers)).toEqual(state);
  });

  test('a token whose keys cannot be had is nobody’s yet', async () => {
    await expect(identify({ authorization: 'Bearer broken' })).rejects.toThrow('no keys');
  });
});

test('an Authorization header wins over cookies, whatever it holds', () => {
  const cookie = '__Host-tc_access=of-cookie';
  expect(accessTokenOf({ cookie }, policy)).toBe('of-cookie');
  expect(accessTokenOf({ cookie, authorization: 'Bearer of-header' }, policy)).toBe('of-header');
  expect(accessTokenOf({ cookie, authorization: 'Basic eA==' }, policy)).toBeUndefined();
});

describe('a route is told', () => {
  const problemOf = (act: () => unknown) => {
    try {
      return act();
    } catch (error) {
      return error instanceof HttpProblem ? [error.status, error.code, error.headers] : error;
    }
  };
  const bearer = { 'WWW-Authenticate': 'Bearer' };

  test.each<[SessionState['session'], unknown]>([
    ['anonymous', undefined],
    ['expired', [401, 'session_expired', bearer]],
    ['invalid', [401, 'invalid_token', bearer]],
    ['unknown', [503, 'identity_unavailable', { 'Retry-After': '5' }]],
  ])('of a session that is %s', (session, told) => {
    const state = session === 'signed-in' ? known : { session };
    expect(problemOf(() => principalOf(state))).toEqual(told);
  });

  test('who is signed in', () => {
    const principal = { userId: 'jun', moderator: true, tokenId: 'id' };
    expect(principalOf(known)).toEqual(principal);
    expect(signedIn(principal)).toBe(principal);
    expect(problemOf(() => signedIn(undefined))).toEqual([401, 'not_signed_in', bearer]);
  });
});
