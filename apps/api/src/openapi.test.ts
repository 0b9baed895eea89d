import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { openApiDocument } from './openapi.ts';

test('openapi.json is what the schemas say: run `node apps/api/src/write-openapi.ts`', () => {
  const file = readFileSync(join(import.meta.dirname, '..', 'openapi.json'), 'utf8');
  expect(JSON.parse(file)).toEqual(JSON.parse(JSON.stringify(openApiDocument)));
});

test('every operation has an id of its own and names the problems it answers with', () => {
  const operations = Object.values(openApiDocument.paths ?? {}).flatMap((path) =>
    Object.values(path as Record<string, { operationId: string; responses: object }>),
  );
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBe(42);
  for (const operation of operations) expect(Object.keys(operation.responses)).toContain('429');
});
