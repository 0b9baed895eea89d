import { createHash } from 'node:crypto';
import {
  type EdgeBehaviour,
  type EdgeOrigin,
  immutableCacheControl,
} from '@tidecast/platform/delivery/behaviours';
import type {
  BehaviourPlan,
  CachePolicyPlan,
  PlannedBehaviour,
  RequestFunctionPlan,
} from './behaviour-plan.ts';
import { freshnessOf } from './freshness.ts';

/** The origins of the distribution; a behaviour's `targetOriginId` is one of these names. */
export const originIds: readonly EdgeOrigin[] = ['web', 'media', 'api', 'live'];

const readMethods = ['GET', 'HEAD'];
const allMethods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'];

const methodsOf: Readonly<Record<EdgeOrigin, readonly string[]>> = {
  web: readMethods,
  media: readMethods,
  api: allMethods,
  live: allMethods,
};

/** Whether the origin is one of our programs rather than a bucket. */
export function isProgram(origin: EdgeOrigin): origin is 'api' | 'live' {
  return origin === 'api' || origin === 'live';
}

/**
 * Plans what the distribution needs to implement the table. Behaviours that may share a policy or a
 * function share it: an account has 20 cache policies (CloudFront quotas).
 *
 * @throws RangeError for a table that CloudFront would interpret differently from the local edge,
 *   or that names an origin the distribution lacks
 */
export function planBehaviours(behaviours: readonly EdgeBehaviour[]): BehaviourPlan {
  check(behaviours);
  const cachePolicies: Record<string, CachePolicyPlan> = {};
  const requestFunctions: Record<string, RequestFunctionPlan> = {};
  const responseFunctions: Record<string, string> = {};

  const planned = behaviours.map((behaviour): PlannedBehaviour => {
    const { pathPattern, origin, signedCookies, cacheControl } = behaviour;
    const caching = cachingOf(behaviour);
    const cachePolicy = policyName(caching);
    cachePolicies[cachePolicy] = caching;
    const request = requestFunctionOf(behaviour);
    const requestFunction = request && functionName(request);
    if (request && requestFunction) requestFunctions[requestFunction] = request;
    const responseFunction = cacheControl && `cache-${digest(cacheControl)}`;
    if (cacheControl && responseFunction) responseFunctions[responseFunction] = cacheControl;
    return {
      pathPattern,
      origin,
      signedCookies,
      allowedMethods: methodsOf[origin],
      compress: caching.kind === 'api' || caching.compress,
      cachePolicy,
      ...(requestFunction && { requestFunction }),
      ...(responseFunction && { responseFunction }),
    };
  });

  const fallback = planned.at(-1);
  if (!fallback) throw new RangeError('there are no edge behaviours');
  return {
    ordered: planned.slice(0, -1),
    fallback,
    cachePolicies,
    requestFunctions,
    responseFunctions,
  };
}

function cachingOf({ origin, cacheControl, stripPrefix }: EdgeBehaviour): CachePolicyPlan {
  if (isProgram(origin)) return { kind: 'api' };
  return {
    kind: 'object',
    origin,
    ...(cacheControl !== undefined && { freshness: freshnessOf(cacheControl) }),
    // What never changes in the media bucket is segments and pictures, which are compressed
    // already.
    compress: !(origin === 'media' && cacheControl === immutableCacheControl),
    ownKeys: stripPrefix !== undefined,
  };
}

function policyName(caching: CachePolicyPlan): string {
  if (caching.kind === 'api') return 'api';
  const { origin, freshness, compress, ownKeys } = caching;
  return [
    origin,
    freshness ? `${freshness.freshSeconds}s` : 'unset',
    ...(freshness?.staleSeconds ? [`stale-${freshness.staleSeconds}s`] : []),
    ...(compress ? [] : ['binary']),
    ...(ownKeys ? ['own-keys'] : []),
  ].join('-');
}

function requestFunctionOf({
  origin,
  stripPrefix,
}: EdgeBehaviour): RequestFunctionPlan | undefined {
  if (stripPrefix !== undefined) return { does: 'strip', prefix: stripPrefix, origin };
  return origin === 'web' ? { does: 'web-key' } : undefined;
}

function functionName(request: RequestFunctionPlan): string {
  return request.does === 'web-key' ? 'web-key' : `strip-${digest(request.prefix)}`;
}

/** Short, because a function's name has at most 64 characters; its comment has the details. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}

function check(behaviours: readonly EdgeBehaviour[]): void {
  const patterns = behaviours.map(({ pathPattern }) => pathPattern);
  const last = patterns.at(-1);
  if (last !== '/*')
    throw new RangeError(`the last behaviour must be "/*", for everything else: it is "${last}"`);
  for (const [index, { pathPattern, origin, stripPrefix }] of behaviours.entries()) {
    if (!/^\/[\w*.$/~"'@:+-]*$/.test(pathPattern))
      throw new RangeError(`CloudFront does not read the path pattern "${pathPattern}" as we do`);
    if (!originIds.includes(origin))
      throw new RangeError(`"${pathPattern}" comes from "${origin}": there is no such origin`);
    if (stripPrefix !== undefined && origin !== 'media')
      throw new RangeError(
        `"${pathPattern}": only paths of the media origin may have a prefix stripped`,
      );
    if (stripPrefix !== undefined && !pathPattern.startsWith(`${stripPrefix}/`))
      throw new RangeError(`"${pathPattern}" does not start with its prefix "${stripPrefix}"`);
    const before = patterns.slice(0, index).find((earlier) => covers(earlier, pathPattern));
    if (before !== undefined)
      throw new RangeError(`"${pathPattern}" is never reached: "${before}" stands before it`);
  }
}

/** Whether the first pattern matches everything that the second matches. */
function covers(first: string, second: string): boolean {
  const source = first.split('*').map((text) => text.replace(/[.+$]/g, '\\$&'));
  return new RegExp(`^${source.join('.*')}$`).test(second);
}
