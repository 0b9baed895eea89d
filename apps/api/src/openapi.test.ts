import { expect, test } from '@jest/globals';
import { openApiDocument } from './openapi.ts';

test('every operation has an id of its own and names the problems it answers with', () => {
  const operations = Object.values(openApiDocument.paths ?? {}).flatMap((path) =>
    Object.values(path as Record<string, { operationId: string; responses: object }>),
  );
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBe(42);
  for (const operation of operations) expect(Object.keys(operation.responses)).toContain('429');
});
