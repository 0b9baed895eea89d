import { methodNotAllowed } from '@tidecast/http/problem';
import type { RequestHandler, Router } from 'express';
import { contextOf } from './context.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** One path and what its methods do, each an ordered list: authenticate, limit, read, handle. */
export function resource(
  router: Router,
  path: string,
  methods: Partial<Record<Method, readonly RequestHandler[]>>,
): void {
  const route = router.route(path);
  route.all(nameRoute(path));
  for (const [method, handlers] of Object.entries(methods)) route[method as Method](...handlers);
  const names = Object.keys(methods).map((method) => method.toUpperCase());
  route.all(() => {
    throw methodNotAllowed(names);
  });
}

function nameRoute(path: string): RequestHandler {
  const pattern = `/api${path}`;
  return (_request, response, next) => {
    contextOf(response).route = pattern;
    next();
  };
}
