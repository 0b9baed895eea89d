/** What protects the API from pages of other sites and from being shown inside them. */
import { ServerResponse } from 'node:http';
import type { SessionCookiePolicy } from '@tidecast/platform/cookies';
import { privateCacheControl } from '@tidecast/platform/delivery';
import { securityHeaders, strictTransportSecurity } from '@tidecast/platform/headers';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { contextOf } from './context.ts';
import { readCookie } from './cookies.ts';
import { HttpProblem } from './problem.ts';

/** Nothing that the API answers is a page: no policy is too strict. */
const contentSecurityPolicy = {
  'default-src': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/**
 * The security headers of every answer as name and value in turn.
 *
 * helmet is asked once, not for every request: none of its headers depends on the request.
 *
 * @param secure - whether the site is served over https
 */
export function apiSecurityHeaders(secure: boolean): readonly string[] {
  const response = new ServerResponse({ method: 'GET', httpVersionMajor: 1 } as never);
  const protect = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: contentSecurityPolicy },
    // Set below, for https alone.
    strictTransportSecurity: false,
    // These speak to pages, downloads and plug-ins, and the API answers none.
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  protect({ headers: {} } as never, response, (error?: unknown) => {
    if (error) throw error;
  });
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  if (secure) response.setHeader('Strict-Transport-Security', strictTransportSecurity);
  return Object.entries(response.getHeaders()).flatMap(([name, value]) => [name, String(value)]);
}

/** Puts on an answer its security headers, its request id and that nobody may keep it. */
export function answerProtection(headers: readonly string[]): (response: Response) => void {
  const all = new Map<string, string>([['cache-control', privateCacheControl]]);
  for (let index = 0; index < headers.length; index += 2)
    all.set(headers[index] ?? '', headers[index + 1] ?? '');
  return (response) => {
    response.setHeaders(all);
    response.setHeader('X-Request-Id', contextOf(response).id);
  };
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses state-changing requests that a page of another site may have made: whatever carries a
 * session cookie, or says where it comes from, must come from the site itself.
 */
export function sameOriginOnly(publicOrigin: string, cookies: SessionCookiePolicy): RequestHandler {
  return (request, _response, next) => {
    const { origin, authorization, cookie } = request.headers;
    const site = request.headers['sec-fetch-site'];
    if (safeMethods.has(request.method)) return next();
    // No page of another site can send a bearer token; a password in a link it can.
    if (authorization && /^Bearer /i.test(authorization)) return next();
    if (origin === publicOrigin || site === 'same-origin') return next();
    const fromBrowser = origin !== undefined || site !== undefined;
    const hasSession =
      readCookie(cookie, cookies.accessName) ?? readCookie(cookie, cookies.refreshName);
    if (fromBrowser || hasSession !== undefined)
      throw new HttpProblem(
        403,
        'cross_origin',
        `This request must come from ${publicOrigin}: send it as Origin, or use a bearer token.`,
      );
    next();
  };
}
