import { expect, test } from '@jest/globals';
import { sessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import { type RequestOrigin, requireSameOrigin } from './same-origin.ts';

const site = 'https://tidecast.example';
const evil = 'https://evil.example';
const cookie = '__Host-tc_access=token';

const asked = (headers: RequestOrigin['headers'], method = 'POST') => {
  return () => requireSameOrigin({ method, headers }, site, sessionCookiePolicy(site));
};

test.each<[string, RequestOrigin['headers']]>([
  ['the site itself', { cookie, origin: site }],
  [
    'the site itself, in a browser that sends no Origin',
    { cookie, 'sec-fetch-site': 'same-origin' },
  ],
  ['a program with a token', { authorization: 'Bearer token' }],
  ['a program with a token and a cookie', { authorization: 'Bearer token', cookie }],
  ['a program without a session', {}],
  ['a program with other cookies', { cookie: 'theme=dark' }],
])('%s may change things', (_who, headers) => {
  expect(asked(headers)).not.toThrow();
});

test.each<[string, RequestOrigin['headers']]>([
  ['another site', { origin: evil }],
  ['another site, with a session', { cookie, origin: evil }],
  ['a page of nowhere', { cookie, origin: 'null' }],
  ['another port', { cookie, origin: `${site}:8443` }],
  ['plain http', { cookie, origin: 'http://tidecast.example' }],
  ['a sibling', { cookie, 'sec-fetch-site': 'same-site' }],
  ['a link', { cookie, 'sec-fetch-site': 'none' }],
  ['two words of where from', { cookie, 'sec-fetch-site': ['same-origin', 'cross-site'] }],
  ['whoever has a session and does not say where from', { cookie }],
  ['whoever can refresh one', { cookie: '__Host-tc_refresh=token' }],
  // A link or form of another site can carry a password: http://name:password@host/
  ['another site with a password', { origin: evil, authorization: 'Basic eDp5' }],
  ['what only looks like a token', { cookie, authorization: 'Bearer not a token' }],
])('%s may not', (_who, headers) => {
  expect(asked(headers)).toThrow(expect.objectContaining({ status: 403, code: 'cross_origin' }));
});

test.each(['GET', 'HEAD', 'OPTIONS'])('%s changes nothing', (method) => {
  expect(asked({ cookie, origin: evil }, method)).not.toThrow();
});
