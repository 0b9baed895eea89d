import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { engineOf, enginePrograms, pinned, pinnedVersion, sdkVersions } from './catalogue.ts';
import { modulesDirectory } from './engine-cache.ts';

const goMod = (folder: string) => readFile(`${modulesDirectory}/${folder}/go.mod`, 'utf8');

test('what is built here is what is wanted', async () => {
  const sdk = await sdkVersions();
  for (const program of enginePrograms) {
    const { module, wanted } = engineOf(program, sdk);
    // Its module is named by a commit.
    if (module === 'pulumi-kubernetes') continue;
    const version = pinnedVersion(module, await goMod(module));
    expect([program, wanted.said, wanted.fits(version)]).toEqual([program, wanted.said, true]);
  }
});

test("Argo CD's definitions are those of the Argo CD that is built", async () => {
  const version = ` ${pinned.argocd} v${pinnedVersion('argocd', await goMod('argocd')).join('.')}\n`;
  expect((await goMod('definitions')).replaceAll('\t', ' ')).toContain(version);
});
