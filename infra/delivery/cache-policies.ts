import type * as aws from '@pulumi/aws';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { CachePolicyPlan, ObjectCaching } from './behaviour-plan.ts';
import { originHeader } from './edge-functions.ts';

/** Nothing is kept for longer than this, in seconds. One year, as our longest header says. */
const longest = 31_536_000;

/**
 * The longest time that an answer of the API is kept, whatever it says, in seconds: one day. It
 * must exceed `s-maxage` and `stale-while-revalidate` of the feed, which it would cut short.
 */
const longestApi = 86_400;

export function cachePolicyArgs(
  plan: CachePolicyPlan,
  cookies: SessionCookiePolicy,
): aws.cloudfront.CachePolicyArgs {
  return plan.kind === 'api' ? apiPolicy(cookies) : objectPolicy(plan);
}

/**
 * Objects in buckets are the same for everybody: only the path tells them apart. Time by default
 * is what the table says; an object's own Cache-Control may shorten it.
 */
function objectPolicy(plan: ObjectCaching): aws.cloudfront.CachePolicyArgs {
  const { origin, freshness, compress, ownKeys } = plan;
  const { freshSeconds, staleSeconds } = freshness ?? { freshSeconds: 0, staleSeconds: longest };
  return {
    comment: `Objects of ${origin}, for ${freshSeconds} s`,
    minTtl: 0,
    defaultTtl: freshSeconds,
    // CloudFront cuts stale-while-revalidate short at this too.
    maxTtl: freshSeconds + staleSeconds,
    parametersInCacheKeyAndForwardedToOrigin: {
      enableAcceptEncodingBrotli: compress,
      enableAcceptEncodingGzip: compress,
      cookiesConfig: { cookieBehavior: 'none' },
      queryStringsConfig: { queryStringBehavior: 'none' },
      headersConfig: ownKeys
        ? { headerBehavior: 'whitelist', headers: { items: [originHeader] } }
        : { headerBehavior: 'none' },
    },
  };
}

/**
 * The API's own Cache-Control decides, and without one nothing is kept. Two requests share an
 * answer only if path, query and session are the same: the session is its two cookies or the
 * bearer token. All other cookies reach the API without parting anonymous visitors, who share the
 * feed.
 */
function apiPolicy({ accessName, refreshName }: SessionCookiePolicy) {
  return {
    comment: 'Answers of the API, by query and session',
    minTtl: 0,
    defaultTtl: 0,
    maxTtl: longestApi,
    parametersInCacheKeyAndForwardedToOrigin: {
      enableAcceptEncodingBrotli: true,
      enableAcceptEncodingGzip: true,
      cookiesConfig: { cookieBehavior: 'whitelist', cookies: { items: [accessName, refreshName] } },
      queryStringsConfig: { queryStringBehavior: 'all' },
      headersConfig: { headerBehavior: 'whitelist', headers: { items: ['Authorization'] } },
    },
  };
}

/**
 * Everything the visitor sent reaches the API, but for Host: load balancer and API Gateway route and
 * show their certificates by their own names.
 */
export const apiRequestPolicyArgs: aws.cloudfront.OriginRequestPolicyArgs = {
  comment: 'Everything but Host',
  cookiesConfig: { cookieBehavior: 'all' },
  queryStringsConfig: { queryStringBehavior: 'all' },
  headersConfig: { headerBehavior: 'allExcept', headers: { items: ['Host'] } },
};
