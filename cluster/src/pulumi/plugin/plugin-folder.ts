import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const standIns = ['aws', 'eks', 'random', 'tls'];

/** The script among the plugins that serves our policy pack. */
export const policyPackScript = 'policy-pack';

/**
 * Fills a folder, to be put on the PATH, with what Pulumi's engine takes for plugins: the stand-in
 * providers, and our policy pack. A pack is otherwise run by Pulumi's language host for Node, which is
 * no Go module; an executable file is taken for a pack as well.
 */
export async function writePlugins(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const loader = createRequire(import.meta.url).resolve('@pulumi/pulumi/cmd/run-policy-pack');
  const pack = fileURLToPath(new URL('../../../../policy', import.meta.url));
  const watch = new URL('end-with-engine.ts', import.meta.url).href;
  const node = `${quoted(process.execPath)} --import ${quoted(watch)}`;
  const scripts = {
    ...Object.fromEntries(
      standIns.map((name) => [
        `pulumi-resource-${name}`,
        `exec ${node} ${quoted(main)} ${name} "$@"`,
      ]),
    ),
    // As the language host does it: in the pack's folder, with the engine's address.
    [policyPackScript]: `cd ${quoted(pack)} && exec ${node} ${quoted(loader)} "$1" . -typescript=false`,
  };
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
