/** Declared routes as Express serves them. */

import type { LimitName, Method, Route, Routes } from '@tidecast/contract/routes/declare';
import { methodNotAllowed } from '@tidecast/http/problem';
import { type Handler, type HandlerAnswer, handle } from '@tidecast/http/routes';
import { apiRoot } from '@tidecast/platform/delivery/api-paths';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Caller } from './caller.ts';
import { contextOf } from './context.ts';
import { fileBody, jsonBody } from './input.ts';
import { type Session, viewerOf } from './session.ts';

/** What handlers know of a request, and may do to its answer, beyond what its route declares. */
export interface RequestFacts {
  readonly headers: Request['headers'];
  /** The caller's address. */
  readonly address: string | undefined;
  /** For cookies, and for headers that a later refusal carries too. */
  readonly reply: Pick<Response, 'cookie' | 'clearCookie' | 'setHeader'>;
}

/**
 * A route served by a plain Express handler, which does its own access checks and rate limiting.
 */
interface Whole {
  readonly whole: RequestHandler;
}

/** The handlers of routes: one for each, no more and no less. */
export type ApiHandlers<R extends Routes> = {
  readonly [Id in keyof R]: Handler<R[Id], Caller, RequestFacts> | Whole;
};

/** Counts a request before any of it is read; throws HttpProblem 429. */
type Count = (request: Request, response: Response) => void | Promise<void>;

/** The checks that come before the handlers. */
export interface Guards {
  readonly session: Session;
  /** The rate limits; undefined for requests that are not counted. */
  readonly counts: Readonly<Record<Exclude<LimitName, 'token'>, Count | undefined>>;
}

/** @returns a router of all the routes, for `/api` */
export function serveRoutes<R extends Readonly<Record<string, Counted>>>(
  routes: R,
  handlers: ApiHandlers<R>,
  guards: Guards,
): Router {
  const router = Router({ caseSensitive: true });
  const paths = new Map<string, Method[]>();
  for (const { path, method } of Object.values(routes))
    paths.set(path, [...(paths.get(path) ?? []), method]);
  for (const path of paths.keys()) router.all(expressPath(path), nameRoute(path));

  for (const id of Object.keys(routes) as (keyof R & string)[]) {
    const route = routes[id] as R[typeof id];
    const handler = handlers[id];
    const chain =
      typeof handler === 'function'
        ? [...before(route, guards), answering(route, handler)]
        : [handler.whole];
    router.route(expressPath(route.path))[methodNames[route.method]](...chain);
  }

  for (const [path, methods] of paths)
    router.all(expressPath(path), () => {
      throw methodNotAllowed(methods);
    });
  return router;
}

/** A route whose limit is one of those counted here. */
type Counted = Route & { readonly limit: keyof Guards['counts'] };

const methodNames = {
  GET: 'get',
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
} as const satisfies Record<Method, string>;

/** Checks the caller, then the rate limit, then reads the body, in this order. */
function before({ access, limit, body }: Counted, { session, counts }: Guards): RequestHandler[] {
  const count = counts[limit];
  return [
    ...(access === 'signed-in' ? [session.required] : []),
    ...(access === 'anybody' ? [session.optional] : []),
    ...(count ? [counting(count)] : []),
    ...(body?.kind === 'json' ? jsonBody(body.maxBytes) : []),
    ...(body?.kind === 'file' ? fileBody(body.mediaTypes, body.maxBytes) : []),
  ];
}

function counting(count: Count): RequestHandler {
  return async (request, response, next) => {
    await count(request, response);
    next();
  };
}

function answering<R extends Route>(
  route: R,
  handler: Handler<R, Caller, RequestFacts>,
): RequestHandler {
  return async (request, response) => {
    const { params, query, headers, ip: address } = request;
    const unread = { params, query, body: (): unknown => request.body };
    const facts: RequestFacts = { headers, address, reply: response };
    const answer = await handle(route, handler, unread, viewerOf(response), facts);
    send(route, answer, request, response);
  };
}

function send(route: Route, answer: HandlerAnswer, request: Request, response: Response): void {
  const { status, headers = {}, body, text, stream } = answer;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.status(status);
  const declared = route.answers[status];
  if (stream) {
    response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
    if (request.method === 'HEAD') response.end();
    else stream(response);
  } else if (declared?.kind === 'text') response.type(declared.mediaType).send(text);
  else if (declared?.kind === 'json') response.json(body);
  else response.end();
}

/** `/videos/{id}` in Express's syntax: `/videos/:id`. */
function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function nameRoute(path: string): RequestHandler {
  const pattern = `${apiRoot}${expressPath(path)}`;
  return (_request, response, next) => {
    contextOf(response).route = pattern;
    next();
  };
}
