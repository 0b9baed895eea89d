import { methodNotAllowed, unknownRoute } from '@tidecast/http/problem';
import type { HttpRequest } from './request.ts';

/** What a handler answers; no body where there is nothing to say. */
export interface HttpAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What stands in a path in place of `{name}`, decoded and not checked yet. */
export type PathParameters = Readonly<Record<string, string>>;

export type HttpHandler = (request: HttpRequest, params: PathParameters) => Promise<HttpAnswer>;

export type HttpMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Paths such as `/channels/{id}`, and what their methods do. */
export type Routes = Readonly<Record<string, Partial<Record<HttpMethod, HttpHandler>>>>;

export interface FoundRoute {
  /** As the routes are written: never a path, so that logs stay comparable. */
  readonly pattern: string;
  readonly handle: (request: HttpRequest) => Promise<HttpAnswer>;
}

/** @returns what finds the route of a request; it throws HttpProblem 404 or 405 */
export function createRouter(routes: Routes): (request: HttpRequest) => FoundRoute {
  const compiled = Object.entries(routes).map(([pattern, methods]) => ({
    pattern,
    methods,
    path: new RegExp(`^${pattern.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
  }));

  return (request) => {
    for (const { pattern, methods, path } of compiled) {
      const match = path.exec(request.path);
      if (!match) continue;
      const handler = methods[(request.method === 'HEAD' ? 'GET' : request.method) as HttpMethod];
      if (!handler) throw methodNotAllowed(Object.keys(methods));
      const params = { ...match.groups };
      return { pattern, handle: (incoming) => handler(incoming, params) };
    }
    throw unknownRoute();
  };
}
