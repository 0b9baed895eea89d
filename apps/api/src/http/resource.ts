import type { RequestHandler, Router } from 'express';
import { contextOf } from './context.ts';
import { HttpProblem } from './problem.ts';

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
  const allow = (names.includes('GET') ? ['HEAD', ...names] : names).sort().join(', ');
  route.all(() => {
    throw new HttpProblem(405, 'method_not_allowed', `This path takes ${allow}.`, {
      headers: { Allow: allow },
    });
  });
}

function nameRoute(path: string): RequestHandler {
  const pattern = `/api${path}`;
  return (_request, response, next) => {
    contextOf(response).route = pattern;
    next();
  };
}
