import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { renew } from './renew.ts';

let root: URL;
beforeEach(async () => {
  root = pathToFileURL(`${await mkdtemp(join(tmpdir(), 'tidecast-generate-'))}/`);
});
afterEach(() => rm(root, { recursive: true }));

const text = (path: string) => readFile(new URL(path, root), 'utf8');

test('writes what differs, in order, and says what it wrote', async () => {
  await writeFile(new URL('same', root), 'as it is');
  await writeFile(new URL('old', root), 'yesterday');
  const files = [
    { path: 'same', make: () => 'as it is' },
    { path: 'old', make: () => 'today' },
    { path: 'a/new/one', make: async () => `after ${await text('old')}` },
  ];
  expect(await renew(root, files, [])).toEqual([
    { path: 'old', what: 'written' },
    { path: 'a/new/one', what: 'written' },
  ]);
  expect(await text('a/new/one')).toBe('after today');
  expect(await renew(root, files, [])).toEqual([]);
});

test('a document keeps what people wrote', async () => {
  await writeFile(new URL('guide', root), 'ours, theirs');
  const files = [{ path: 'guide', make: (present: string) => present.replace('theirs', 'new') }];
  await renew(root, files, []);
  expect(await text('guide')).toBe('ours, new');
});

test('removes from a generated folder what is generated no longer', async () => {
  await mkdir(new URL('made', root));
  await writeFile(new URL('made/gone', root), '');
  const files = [{ path: 'made/kept', make: () => 'kept' }];
  expect(await renew(root, files, ['made'])).toEqual([
    { path: 'made/kept', what: 'written' },
    { path: 'made/gone', what: 'removed' },
  ]);
  expect(await readdir(new URL('made', root))).toEqual(['kept']);
});

test('what cannot be made stops it, and stays as it is', async () => {
  await writeFile(new URL('kept', root), 'kept');
  const broken = () => {
    throw new Error('no such stack');
  };
  await expect(renew(root, [{ path: 'kept', make: broken }], [])).rejects.toThrow('no such stack');
  expect(await text('kept')).toBe('kept');
});
