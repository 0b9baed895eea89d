import { expect } from '@jest/globals';
import { problemCodes } from '@tidecast/contract/problem-codes';
import { problemSchema } from '@tidecast/contract/problem-schema';
import { problemsOf, type Route, type Routes } from '@tidecast/contract/routes/declare';
import * as z from 'zod';

/** The route that stands behind a path below `/api`, if there is one. */
function routeOf(routes: Routes, method: string, path: string): Route | undefined {
  return Object.values(routes).find(
    (route) =>
      route.method === (method === 'HEAD' ? 'GET' : method) &&
      new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
}

const codeSchema = z.object({ code: z.enum(Object.keys(problemCodes)) });

/**
 * Holds an answer against its route's declaration: its status and problem code must stand there, and
 * its JSON be what is written there of it, with no field more. Faults of the service (5xx) may befall
 * any route.
 *
 * @param path - below `/api`, without its query
 * @param answer - `body` is undefined where there is no JSON
 */
export function expectDeclared(
  routes: Routes,
  method: string,
  path: string,
  { status, body }: { readonly status: number; readonly body: unknown },
): void {
  const route = routeOf(routes, method, path);
  if (!route || status >= 500 || status === 304) return;
  const asked = `${method} ${path}`;
  if (status >= 400) {
    expect(problemSchema.strict().parse(body)).toEqual(body);
    const { code } = codeSchema.parse(body);
    expect([asked, status, problemsOf(route)]).toEqual([
      asked,
      problemCodes[code as keyof typeof problemCodes].status,
      expect.arrayContaining([code]),
    ]);
    return;
  }
  const answer = route.answers[status];
  expect([asked, status, answer]).toEqual([asked, status, expect.anything()]);
  if (answer?.kind === 'json') expect(answer.schema.parse(body)).toEqual(body);
  else expect(body).toBeUndefined();
}
