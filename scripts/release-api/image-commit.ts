import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command.ts';

/**
 * The last commit that changed anything in the image, which contains what `.dockerignore` lets
 * through. Images are named after it, so that other commits do not make a new image.
 *
 * @param directory - root of the repository
 * @returns its full hash
 * @throws Error if the history is incomplete, or something is not committed
 */
export async function imageCommit(directory: string): Promise<string> {
  const git = (...args: string[]) => command('git', args, directory);
  if ((await git('rev-parse', '--is-shallow-repository')) === 'true')
    throw new Error('The history is incomplete: fetch all of it (fetch-depth: 0).');
  const paths = ['--', ...imagePaths(await readFile(join(directory, '.dockerignore'), 'utf8'))];
  const changes = await git('status', '--porcelain', ...paths);
  if (changes !== '')
    throw new Error(`An image is named after a commit: commit these changes first.\n${changes}`);
  return git('log', '-1', '--format=%H', ...paths);
}

/**
 * What `.dockerignore` lets through, as git's pathspecs.
 *
 * @param dockerignore - which excludes everything, includes some, and excludes parts of that again
 */
export function imagePaths(dockerignore: string): string[] {
  const lines = dockerignore.split('\n').map((line) => line.trim());
  const [everything, ...rules] = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (everything !== '*') throw new Error('.dockerignore must begin by excluding everything: *');
  return [
    '.dockerignore',
    ...rules.flatMap((rule) =>
      rule.startsWith('!')
        ? [rule.slice(1)]
        : [`:(exclude,glob)${rule}`, `:(exclude,glob)${rule}/**`],
    ),
  ];
}
