import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubeObject } from '../control-plane/kube-objects.ts';

/** All that the YAML files of folders hold. */
export async function readDefinitions(folders: readonly string[]): Promise<KubeObject[]> {
  const files = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(folder)).sort().map((file) => readFile(join(folder, file), 'utf8')),
    ),
  );
  const texts = await Promise.all(files.flat());
  return texts
    .flatMap((text) => parseAllDocuments(text))
    .flatMap((document): KubeObject[] => document.toJS() ?? []);
}
