import { expect, test } from '@jest/globals';
import { generatedFiles, generatedFolders } from './generated-files.ts';
import { strays, textOf } from './renew.ts';

const root = new URL('../../', import.meta.url);

test.each(generatedFiles)(
  '$path is as its sources say: else run `npm run generate`',
  async ({ path, make }) => {
    const present = await textOf(new URL(path, root));
    expect(present).toBe(await make(present));
  },
);

test('folders of generated files hold nothing else', async () => {
  expect(await strays(root, generatedFiles, generatedFolders)).toEqual([]);
});

test('no file is generated twice', () => {
  const paths = generatedFiles.map(({ path }) => path);
  expect(paths).toEqual([...new Set(paths)]);
});
