import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { GeneratedFile } from './generated-files.ts';

export interface Renewed {
  readonly path: string;
  readonly what: 'written' | 'removed';
}

/**
 * Writes generated files that differ, and removes those that are no longer generated.
 *
 * @param root - the folder that paths start from, with a slash at its end
 * @param folders - folders in which every file is generated
 * @returns what was out of date
 * @throws the first error of a generator, after writing the files before it
 */
export async function renew(
  root: URL,
  files: readonly GeneratedFile[],
  folders: readonly string[],
): Promise<Renewed[]> {
  const renewed: Renewed[] = [];
  for (const { path, make } of files) {
    const file = new URL(path, root);
    const present = await textOf(file);
    const text = await make(present);
    if (text === present) continue;
    await mkdir(new URL('.', file), { recursive: true });
    await writeFile(file, text);
    renewed.push({ path, what: 'written' });
  }
  for (const path of await strays(root, files, folders)) {
    await rm(new URL(path, root));
    renewed.push({ path, what: 'removed' });
  }
  return renewed;
}

/** Files in generated folders that are not generated. */
export async function strays(
  root: URL,
  files: readonly GeneratedFile[],
  folders: readonly string[],
): Promise<string[]> {
  const known = new Set(files.map(({ path }) => path));
  const lists = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(new URL(folder, root))).map((name) => `${folder}/${name}`),
    ),
  );
  return lists.flat().filter((path) => !known.has(path));
}

/** The text of a file; empty if it does not exist. */
export async function textOf(file: URL): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
