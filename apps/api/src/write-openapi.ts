/**
 * Writes apps/api/openapi.json, which the page's types are generated from. Format it afterwards:
 * `npx biome check --write apps/api/openapi.json`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '@tidecast/http/openapi';

writeFileSync(
  join(import.meta.dirname, '..', 'openapi.json'),
  `${JSON.stringify(openApiDocument(), null, 2)}\n`,
);
