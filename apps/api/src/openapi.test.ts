import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApiDocument } from '@tidecast/http/openapi';
import type { Router } from 'express';
import { type Harness, startHarness } from '../test/harness.ts';

let api: Harness;
beforeAll(async () => {
  api = await startHarness();
});
afterAll(() => api.close());

const document = openApiDocument();
const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    operation: operation as { operationId: string; responses: Record<string, object> },
  })),
);

test('every operation names the problems it answers with', () => {
  expect(operations.length).toBe(42);
  for (const { operation } of operations) expect(Object.keys(operation.responses)).toContain('429');
});

/** For probes and for whoever reads the document. */
const undocumented = ['GET /healthz', 'GET /readyz', 'GET /api/openapi.json'];

/** What is looked at of a layer of Express's. */
interface Layer {
  readonly route?: { readonly path: string; readonly stack: readonly { method: string }[] };
  readonly handle: object;
  /** Whether a path is one of those that it is mounted at. */
  match?(path: string): boolean;
}

/** Every method of every path that a router has a handler of its own for. */
function routesOf({ stack }: { readonly stack: readonly Layer[] }, prefix = ''): string[] {
  return stack.flatMap((layer) => {
    const { route, handle } = layer;
    // Those for all methods name the route or refuse the method: they serve nothing.
    if (route)
      return route.stack
        .filter(({ method }) => method)
        .map(({ method }) => `${method.toUpperCase()} ${prefix}${route.path}`);
    const everywhere = layer.match?.('/anywhere') ?? false;
    return 'stack' in handle ? routesOf(handle as Router, everywhere ? prefix : '/api') : [];
  });
}

test('the routes that are served are those of the document, and no other', () => {
  const served = routesOf(api.app.handler.router as Router).map((route) =>
    route.replaceAll(/:(\w+)/g, '{$1}'),
  );
  const documented = operations
    .filter(({ path }) => !path.startsWith('/live/'))
    .map(({ method, path }) => `${method} /api${path}`);
  expect([...new Set(served)].toSorted()).toEqual([...documented, ...undocumented].toSorted());
});
