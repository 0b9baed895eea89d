import { runInNewContext } from 'node:vm';
import { describe, expect, test } from '@jest/globals';
import {
  behaviourFor,
  type EdgeBehaviour,
  edgeBehaviours,
  feedCacheControl,
  htmlCacheControl,
  immutableCacheControl,
  playlistCacheControl,
  sidecarCacheControl,
  webObjectKey,
} from '@tidecast/platform/delivery/behaviours';
import { sessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import { securityHeaders, strictTransportSecurity } from '@tidecast/platform/delivery/headers';
import { apiRequestPolicyArgs, cachePolicyArgs } from './cache-policies.ts';
import { requestFunctionCode, responseFunctionCode } from './edge-functions.ts';
import { freshnessOf } from './freshness.ts';
import { planBehaviours } from './plan-behaviours.ts';
import { checkedOrigin, responseHeadersArgs } from './response-headers.ts';

const plan = planBehaviours(edgeBehaviours);
const planned = [...plan.ordered, plan.fallback];
const behaviourOf = (pattern: string) => planned.find(({ pathPattern }) => pathPattern === pattern);
const policies = Object.fromEntries(
  Object.entries(plan.cachePolicies).map(([name, policy]) => [
    name,
    cachePolicyArgs(policy, sessionCookiePolicy('https://video.acme.com')),
  ]),
);

const reads = ['GET', 'HEAD'];
const all = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'];

describe('each behaviour', () => {
  test.each([
    ['/api/live/*', 'live', false, all, true, 'api', undefined],
    ['/api/*', 'api', false, all, true, 'api', undefined],
    [
      '/media/p/*',
      'media',
      false,
      reads,
      false,
      'media-31536000s-binary-own-keys',
      immutableCacheControl,
    ],
    ['/media/*.m3u8', 'media', true, reads, true, 'media-1s-own-keys', playlistCacheControl],
    [
      '/media/*.ts',
      'media',
      true,
      reads,
      false,
      'media-31536000s-binary-own-keys',
      immutableCacheControl,
    ],
    ['/media/*', 'media', true, reads, true, 'media-60s-own-keys', sidecarCacheControl],
    ['/assets/*', 'web', false, reads, true, 'web-31536000s', immutableCacheControl],
    ['/*', 'web', false, reads, true, 'web-60s-stale-300s', htmlCacheControl],
  ])(
    '%s',
    (pattern, origin, signedCookies, allowedMethods, compress, cachePolicy, cacheControl) => {
      const behaviour = behaviourOf(pattern);
      expect(behaviour).toMatchObject({
        origin,
        signedCookies,
        allowedMethods,
        compress,
        cachePolicy,
      });
      expect(plan.responseFunctions[behaviour?.responseFunction ?? '']).toBe(cacheControl);
    },
  );

  test('stands in the order of the table, the last for everything else', () => {
    expect(planned.map(({ pathPattern }) => pathPattern)).toEqual(
      edgeBehaviours.map(({ pathPattern }) => pathPattern),
    );
    expect(plan.fallback.pathPattern).toBe('/*');
  });
});

const page: EdgeBehaviour = { pathPattern: '/*', origin: 'web', signedCookies: false };

test.each<[string, readonly EdgeBehaviour[], string]>([
  ['no behaviour for everything else', [{ ...page, pathPattern: '/a/*' }], '"/a/*"'],
  [
    'one that is never reached',
    [{ ...page, pathPattern: '/a*' }, { ...page, pathPattern: '/a/b' }, page],
    '"/a/b" is never reached: "/a*"',
  ],
  ['one that stands twice', [page, page], 'never reached'],
  ['a pattern that CloudFront reads otherwise', [{ ...page, pathPattern: '/a?' }, page], '"/a?"'],
  [
    'an origin that is not there',
    [{ ...page, pathPattern: '/l/*', origin: 'tape' as 'web' }, page],
    '"tape"',
  ],
  [
    'a prefix that is not in front',
    [{ ...page, pathPattern: '/a/*', origin: 'media', stripPrefix: '/m' }, page],
    '"/m"',
  ],
])('refuses %s', (_what, behaviours, message) => {
  expect(() => planBehaviours(behaviours)).toThrow(message);
});

describe('what parts two requests in the cache', () => {
  const keyOf = (name: string) => policies[name]?.parametersInCacheKeyAndForwardedToOrigin;

  test('of the API: query, session cookies and bearer token, and nothing else', () => {
    expect(keyOf('api')).toMatchObject({
      queryStringsConfig: { queryStringBehavior: 'all' },
      cookiesConfig: {
        cookieBehavior: 'whitelist',
        cookies: { items: ['__Host-tc_access', '__Host-tc_refresh'] },
      },
      headersConfig: { headerBehavior: 'whitelist', headers: { items: ['Authorization'] } },
    });
  });

  test('of objects: the path, and for media the origin', () => {
    for (const [name, { parametersInCacheKeyAndForwardedToOrigin: key }] of Object.entries(
      policies,
    )) {
      if (name === 'api') continue;
      expect(key).toMatchObject({
        queryStringsConfig: { queryStringBehavior: 'none' },
        cookiesConfig: { cookieBehavior: 'none' },
        headersConfig: name.startsWith('media')
          ? { headerBehavior: 'whitelist', headers: { items: ['Tidecast-Origin'] } }
          : { headerBehavior: 'none' },
      });
    }
  });

  test('the API gets everything but Host', () => {
    expect(apiRequestPolicyArgs).toMatchObject({
      cookiesConfig: { cookieBehavior: 'all' },
      queryStringsConfig: { queryStringBehavior: 'all' },
      headersConfig: { headerBehavior: 'allExcept', headers: { items: ['Host'] } },
    });
  });
});

describe('how long the edge keeps', () => {
  test('an answer of the API: as it says, and the feed through its stale time', () => {
    expect(policies.api).toMatchObject({ minTtl: 0, defaultTtl: 0 });
    const { freshSeconds, staleSeconds } = freshnessOf(feedCacheControl);
    expect([freshSeconds, staleSeconds]).toEqual([60, 300]);
    expect(policies.api?.maxTtl).toBeGreaterThanOrEqual(freshSeconds + staleSeconds);
  });

  test.each([
    ['media-31536000s-binary-own-keys', 31_536_000, 31_536_000],
    ['media-1s-own-keys', 1, 1],
    ['media-60s-own-keys', 60, 60],
    ['web-31536000s', 31_536_000, 31_536_000],
    ['web-60s-stale-300s', 60, 360],
  ])('%s: %d s by default, %d s at most', (name, defaultTtl, maxTtl) => {
    expect(policies[name]).toMatchObject({ minTtl: 0, defaultTtl, maxTtl });
  });
});

interface Message {
  uri?: string;
  statusCode?: number;
  headers: Record<string, { value: string }>;
}

/** Runs a function's code as CloudFront does: alone, with one event. */
function run(code: string, event: { request: Message } | { response: Message }): Message {
  return runInNewContext(`${code}\nhandler`, {})(event);
}

/** What a path becomes under its behaviour. */
function requestOf(uri: string): Message {
  const request =
    plan.requestFunctions[behaviourOf(behaviourFor(uri).pathPattern)?.requestFunction ?? ''];
  if (!request) return { uri, headers: {} };
  return run(requestFunctionCode(request), { request: { uri, headers: {} } });
}

describe('the viewer-request functions', () => {
  test.each([
    '/',
    '/watch/01J',
    '/studio/',
    '/favicon.svg',
    '/assets/index-a1b2c3.js',
    '/a.b/c',
    '/..',
    '//',
    '/%EC%95%88',
  ])('the key of %s in the web bucket is the local edge’s', (uri) => {
    expect(requestOf(uri)).toEqual({ uri: `/${webObjectKey(uri)}`, headers: {} });
  });

  test.each([
    ['/media/v/01J/hls/index.m3u8', '/v/01J/hls/index.m3u8'],
    ['/media/p/0123456789abcdef.jpg', '/p/0123456789abcdef.jpg'],
    ['/media/v/01J/media/x.vtt', '/v/01J/media/x.vtt'],
  ])('%s is %s of the media bucket, and cached as such', (uri, key) => {
    expect(requestOf(uri)).toEqual({
      uri: key,
      headers: { 'tidecast-origin': { value: 'media' } },
    });
  });

  test('the media bucket cannot be listed', () => {
    expect(requestOf('/media/')).toMatchObject({ statusCode: 404 });
  });

  test('the API is asked as it was', () => {
    expect(requestOf('/api/videos').uri).toBe('/api/videos');
  });

  test('fit in the 10 KB that CloudFront takes', () => {
    for (const request of Object.values(plan.requestFunctions))
      expect(Buffer.byteLength(requestFunctionCode(request))).toBeLessThan(10_240);
  });
});

describe('the viewer-response functions', () => {
  test.each([
    [200, immutableCacheControl],
    [206, immutableCacheControl],
    [304, immutableCacheControl],
    [403, undefined],
    [404, undefined],
  ])('on %d', (statusCode, expected) => {
    const response = { statusCode, headers: {} };
    const { headers } = run(responseFunctionCode(immutableCacheControl), { response });
    expect(headers['cache-control']?.value).toBe(expected);
  });
});

describe('the headers of pages', () => {
  test.each(['http://127.0.0.1:4566', 'https://a.com/path', 'https://a.com; script-src *'])(
    'let no page upload to %s',
    (origin) => {
      expect(() => checkedOrigin('uploadOrigin', 'https', origin)).toThrow(`"${origin}"`);
    },
  );

  test('are all set, and those that CloudFront knows under its own names', () => {
    const headers = { ...securityHeaders, 'Strict-Transport-Security': strictTransportSecurity };
    const { securityHeadersConfig, customHeadersConfig } = responseHeadersArgs(headers, 'csp');
    expect(securityHeadersConfig).toEqual({
      contentSecurityPolicy: { contentSecurityPolicy: 'csp', override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: 'DENY', override: true },
      referrerPolicy: { referrerPolicy: 'strict-origin-when-cross-origin', override: true },
      strictTransportSecurity: {
        accessControlMaxAgeSec: 63_072_000,
        includeSubdomains: true,
        preload: true,
        override: true,
      },
    });
    expect(customHeadersConfig).toMatchObject({
      items: [
        { header: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
        { header: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
        { header: 'Permissions-Policy' },
      ],
    });
  });
});
