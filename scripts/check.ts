/**
 * `npm run check` runs every `check:` script of package.json at once, and ends with what failed.
 * Each says what it has to say when it is done, so that no two speak at a time.
 */
import { readFile } from 'node:fs/promises';
import { runChecks } from './check/run-checks.ts';

const root = new URL('../', import.meta.url);
const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
const checks = Object.entries<string>(scripts).filter(([name]) => name.startsWith('check:'));
const failed = await runChecks(new Map(checks), { directory: root, report: console.log });
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
