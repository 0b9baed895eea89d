import type { Route, Routes } from '@tidecast/contract/routes/declare';
import { addressKey, userKey } from '@tidecast/http/limits';
import type { Principal } from '@tidecast/http/principal';
import { methodNotAllowed, unknownRoute } from '@tidecast/http/problem';
import { type HandlerAnswer, type Handlers, handle } from '@tidecast/http/routes';
import { signedIn } from '@tidecast/http/session';
import type { LiveLimits } from './limits.ts';
import type { HttpRequest } from './request.ts';

/** What handlers know of a request beyond what its route declares. */
export type RequestFacts = Pick<HttpRequest, 'headers' | 'address'>;

/** The handlers of routes. */
export type LiveHandlers<R extends Routes> = Handlers<R, Principal, RequestFacts>;

/** Routes whose limits are counted here. */
type CountedRoutes = Readonly<
  Record<string, Route & { readonly limit: 'read' | 'write' | 'token' }>
>;

export interface FoundRoute {
  /** The path as the route declares it, so that log lines can be grouped. */
  readonly pattern: string;
  readonly answer: () => Promise<HandlerAnswer>;
}

/** @returns a function that finds the route of a request; it throws HttpProblem 404 or 405 */
export function serveRoutes<R extends CountedRoutes>(
  routes: R,
  handlers: LiveHandlers<R>,
  limits: LiveLimits,
): (request: HttpRequest) => FoundRoute {
  const served = Object.keys(routes).map((id: keyof R & string) => {
    const route = routes[id] as R[typeof id];
    return { route, path: pathPattern(route.path), handler: handlers[id] };
  });

  return (request) => {
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const there = served.filter(({ path }) => path.test(request.path));
    if (there.length === 0) throw unknownRoute();
    const found = there.find(({ route }) => route.method === method);
    if (!found) throw methodNotAllowed(there.map(({ route }) => route.method));
    const { route, path, handler } = found;
    return {
      pattern: route.path,
      async answer() {
        const viewer = request.viewer();
        const caller = route.access === 'signed-in' ? signedIn(viewer) : viewer;
        const { address, headers, query, body } = request;
        const key = route.limit === 'write' && caller ? userKey(caller) : addressKey(address);
        await limits.spend(route.limit, key);
        const params = { ...path.exec(request.path)?.groups };
        return handle(route, handler, { params, query, body }, caller, { address, headers });
      },
    };
  };
}

/** A pattern that matches requests for a path such as `/live/channels/{id}`. */
function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}
