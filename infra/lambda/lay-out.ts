import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunction } from './bundle.ts';

const folder = fileURLToPath(new URL('../../dist/functions', import.meta.url));

/**
 * Bundles a function's module into its own folder, where Pulumi finds it.
 *
 * @param entry - module that exports `handler`, by its path in the repository
 * @returns absolute path of each file, by its name in the zip
 * @throws Error of esbuild naming each import that cannot be found
 */
export function layOutFunction(entry: string): Readonly<Record<string, string>> {
  const own = join(folder, entry.replace(/\.ts$/, '').replaceAll('/', '-'));
  mkdirSync(own, { recursive: true });
  return Object.fromEntries(
    Object.entries(bundleFunction(entry)).map(([name, text]) => {
      const path = join(own, name);
      write(path, text);
      return [name, path];
    }),
  );
}

/** Written atomically: another program may read or write the file at the same moment. */
function write(path: string, text: string): void {
  if (isThere(path, text)) return;
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, path);
}

function isThere(path: string, text: string): boolean {
  try {
    return readFileSync(path, 'utf8') === text;
  } catch {
    return false;
  }
}
