import type * as aws from '@pulumi/aws';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { CachePolicyPlan, ObjectCaching } from './behaviour-plan.ts';
import { originHeader } from './edge-functions.ts';

/** Longest caching time in seconds: one year, as in our longest header. */
const longest = 31_536_000;

/**
 * Longest caching time of the API's answers in seconds, whatever their headers: one day. It must
 * exceed the feed's `s-maxage` plus `stale-while-revalidate`, or it would cut them short.
 */
const longestApi = 86_400;

export function cachePolicyArgs(
  plan: CachePolicyPlan,
  cookies: SessionCookiePolicy,
): aws.cloudfront.CachePolicyArgs {
  return plan.kind === 'api' ? apiPolicy(cookies) : objectPolicy(plan);
}

/**
 * Objects in buckets are the same for everybody, so the key is the path alone. The table gives the
 * default lifetime; an object's own Cache-Control may shorten it.
 */
function objectPolicy(plan: ObjectCaching): aws.cloudfront.CachePolicyArgs {
  const { origin, freshness, compress, ownKeys } = plan;
  const { freshSeconds, staleSeconds } = freshness ?? { freshSeconds: 0, staleSeconds: longest };
  return {
    comment: `Objects of ${origin}, for ${freshSeconds} s`,
    minTtl: 0,
    defaultTtl: freshSeconds,
    // This limits stale-while-revalidate too.
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
 * The API's own Cache-Control decides, and without one nothing is cached. Two requests share an
 * answer only if path, query and session are the same; the session is its two cookies or the bearer
 * token. All other cookies reach the API without being part of the key, so that anonymous visitors
 * share the feed.
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
 * Everything the visitor sent reaches the API except Host: the load balancer and API Gateway route
 * by, and have certificates for, their own names.
 */
export const apiRequestPolicyArgs: aws.cloudfront.OriginRequestPolicyArgs = {
  comment: 'Everything but Host',
  cookiesConfig: { cookieBehavior: 'all' },
  queryStringsConfig: { queryStringBehavior: 'all' },
  headersConfig: { headerBehavior: 'allExcept', headers: { items: ['Host'] } },
};
