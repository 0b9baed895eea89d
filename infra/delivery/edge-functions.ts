import { webObjectKey } from '@tidecast/platform/delivery/behaviours';
import type { RequestFunctionPlan, StripPlan } from './behaviour-plan.ts';

/**
 * Names the origin in a request whose path has lost its prefix, so that it is part of the cache
 * key: CloudFront's cache key has the path as rewritten by the function, and `/media/v/x` would
 * otherwise share its entry with `/v/x`, which needs no signed cookies.
 */
export const originHeader = 'Tidecast-Origin';

/**
 * The code of a viewer-request function, for CloudFront's JavaScript runtime 2.0.
 *
 * CloudFront chooses the behaviour and checks signed cookies by the address the visitor requested,
 * before the function runs.
 */
export function requestFunctionCode(plan: RequestFunctionPlan): string {
  return plan.does === 'web-key' ? webKeyCode() : stripCode(plan);
}

/** Exactly the local edge's rule: its source is embedded in the function. */
function webKeyCode(): string {
  return `const keyOf = ${webObjectKey.toString()};

function handler(event) {
  const request = event.request;
  request.uri = '/' + keyOf(request.uri);
  return request;
}
`;
}

/**
 * Never requests the root of a bucket, for which S3 would answer with a list of its keys; nor a
 * path without the prefix, which can only be one that CloudFront normalised to find its behaviour.
 */
function stripCode({ prefix, origin }: StripPlan): string {
  return `const prefix = ${JSON.stringify(`${prefix}/`)};

function handler(event) {
  const request = event.request;
  if (!request.uri.startsWith(prefix) || request.uri === prefix) {
    return { statusCode: 404, statusDescription: 'Not Found' };
  }
  request.uri = request.uri.slice(prefix.length - 1);
  request.headers[${JSON.stringify(originHeader.toLowerCase())}] = { value: ${JSON.stringify(origin)} };
  return request;
}
`;
}

/**
 * The code of a viewer-response function that sets Cache-Control.
 *
 * A response headers policy would set it on errors too, and a browser that was refused a segment
 * once would cache that for a year. CloudFront runs no viewer-response function for an origin's 4xx
 * and 5xx (Developer Guide, "Restrictions on all edge functions"); the code does not rely on it.
 */
export function responseFunctionCode(cacheControl: string): string {
  return `function handler(event) {
  const response = event.response;
  if (response.statusCode < 400) {
    response.headers['cache-control'] = { value: ${JSON.stringify(cacheControl)} };
  }
  return response;
}
`;
}
