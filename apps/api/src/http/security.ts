/** What protects the API from pages of other sites and from being shown inside them. */
import { requireSameOrigin } from '@tidecast/http/same-origin';
import { privateCacheControl } from '@tidecast/platform/delivery/behaviours';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { RequestHandler, Response } from 'express';
import { contextOf } from './context.ts';

/** Sets an answer's security headers and request id, and forbids caching it. */
export function answerProtection(
  securityHeaders: Readonly<Record<string, string>>,
): (response: Response) => void {
  const all = new Map(Object.entries({ 'Cache-Control': privateCacheControl, ...securityHeaders }));
  return (response) => {
    response.setHeaders(all);
    response.setHeader('X-Request-Id', contextOf(response).id);
  };
}

/** Refuses what a page of another site may have sent: see {@link requireSameOrigin}. */
export function sameOriginOnly(publicOrigin: string, cookies: SessionCookiePolicy): RequestHandler {
  return (request, _response, next) => {
    requireSameOrigin(request, publicOrigin, cookies);
    next();
  };
}
