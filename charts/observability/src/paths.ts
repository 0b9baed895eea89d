import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const chartDirectory = join(import.meta.dirname, '..');

/** The files of the alert rules, as absolute paths. */
export function ruleFiles(): string[] {
  return filesIn('rules');
}

/** promtool's tests of them. */
export function ruleTestFiles(): string[] {
  return filesIn('tests');
}

function filesIn(name: string): string[] {
  const directory = join(chartDirectory, name);
  return readdirSync(directory)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(directory, file));
}
