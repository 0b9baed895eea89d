/**
 * `npm run check` runs every `check:` script of package.json in parallel, and finally lists those
 * that failed. The output of each is printed when it is done, so that they do not mix.
 */
import { readFile } from 'node:fs/promises';
import { runChecks } from './run-checks.ts';

const root = new URL('../../', import.meta.url);
const { scripts } = JSON.parse(await readFile(new URL('package.json', root), 'utf8'));
const checks = Object.entries<string>(scripts).filter(([name]) => name.startsWith('check:'));
const failed = await runChecks(new Map(checks), { directory: root, report: console.log });
if (failed.length > 0) {
  console.log(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
