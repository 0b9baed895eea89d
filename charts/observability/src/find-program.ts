import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Finds a program of Prometheus.
 *
 * @param path - directories, as in the environment's PATH
 * @returns undefined when it is not there
 */
export function findProgram(
  name: 'prometheus' | 'promtool',
  path = process.env.PATH ?? '',
): string | undefined {
  return path
    .split(delimiter)
    .filter((directory) => directory !== '')
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
