/** @jest-environment node */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);

test("the types are those of the API's document: run `npm run api-types -w frontend`", async () => {
  const frontend = join(import.meta.dirname, '../../..');
  const cli = join(frontend, 'node_modules/openapi-typescript/bin/cli.js');
  const document = join(frontend, '../apps/api/openapi.json');
  const { stdout } = await run(process.execPath, [cli, document, '--root-types=false'], {
    maxBuffer: 16 * 1024 * 1024,
  });
  const committed = await readFile(join(import.meta.dirname, 'schema.d.ts'), 'utf8');
  expect(stdout.trim()).toBe(committed.trim());
});
