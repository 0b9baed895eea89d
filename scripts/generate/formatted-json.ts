import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/**
 * A value as JSON, as `npm run fix` would format it.
 *
 * @param path - path of the file from the repository's root; files that Biome ignores are not
 *   formatted
 * @throws Error with Biome's output, when it fails
 */
export async function formattedJson(path: string, value: unknown): Promise<string> {
  const child = spawn(process.execPath, [biome, 'format', `--stdin-file-path=${path}`], {
    cwd: new URL('../../', import.meta.url),
  });
  child.stdin.end(`${JSON.stringify(value, null, 2)}\n`);
  const [formatted, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`Biome did not format ${path}: ${errors}`);
  return formatted;
}
