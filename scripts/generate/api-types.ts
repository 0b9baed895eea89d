import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/** The page's types of the API, from the document that lies in apps/api. */
export async function apiTypes(): Promise<string> {
  const cli = path('frontend/node_modules/openapi-typescript/bin/cli.js');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, path('apps/api/openapi.json'), '--root-types=false'],
    { maxBuffer: 16 * 1024 * 1024 },
  );
  return stdout;
}
