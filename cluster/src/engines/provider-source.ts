import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { pinned, type SdkVersions } from './catalogue.ts';
import type { ModuleSource } from './engine-cache.ts';
import { spoken } from './versions.ts';

const schema = z.looseObject({ name: z.string() });

/**
 * Lays out Pulumi's Kubernetes provider so that it compiles: its module lacks two files that its
 * own build generates and embeds. Files cannot be added to a downloaded module, so this is a copy
 * that takes its place.
 *
 * @param downloaded - the folder of the provider's module
 * @param directory - where it is laid out: it must be there and be empty
 */
export async function layOutProvider(
  source: ModuleSource,
  downloaded: string,
  directory: string,
  sdk: SdkVersions,
): Promise<void> {
  const module = join(directory, 'module');
  await copyFolder(downloaded, module);
  const command = join(module, 'cmd/pulumi-resource-kubernetes');
  const described = schema.parse(JSON.parse(await readFile(join(command, 'schema.json'), 'utf8')));
  await writeFile(
    join(command, 'schema-embed.json'),
    JSON.stringify({ ...described, version: spoken(sdk.kubernetesProvider) }),
  );
  await copyFile(
    join(command, 'terraform-mapping.json'),
    join(command, 'terraform-mapping-embed.json'),
  );
  await writeFile(
    join(directory, 'go.mod'),
    `${source.goMod}\nreplace ${pinned['pulumi-kubernetes']} => ./module\n`,
  );
  for (const name of ['go.sum', 'tools.go'])
    await copyFile(join(source.directory, name), join(directory, name));
}

/** Downloaded modules may not be written to, and a copy with their modes could not either. */
async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyFolder(source, target);
    else if (entry.isFile()) await copyFile(source, target);
  }
}
