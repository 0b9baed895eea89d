import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createS3 } from '../s3/s3.ts';
import { sourceHash } from './source-hash.ts';
import { uploadBuild } from './web.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-web-'));
  await mkdir(join(directory, 'dist', 'assets'), { recursive: true });
  await writeFile(join(directory, 'dist', 'index.html'), '<script src="/assets/a-1.js">');
  await writeFile(join(directory, 'dist', 'assets', 'a-1.js'), 'one');
});
afterEach(() => rm(directory, { recursive: true }));

test('publishes what the page needs before the page, and removes what it no longer needs', async () => {
  const { store, service } = createS3({ dataDir: join(directory, 's3') });
  store.createBucket('web');
  await store.put('web', 'assets/a-0.js', 'zero', { contentType: 'text/javascript' });
  const order: string[] = [];
  store.onCreated(({ object }) => order.push(object.key));
  await uploadBuild(join(directory, 'dist'), { store, bucket: 'web' });
  expect(order).toEqual(['assets/a-1.js', 'index.html']);
  expect(store.list('web', '').map(({ key }) => key)).toEqual(['assets/a-1.js', 'index.html']);
  expect(store.head('web', 'assets/a-1.js')).toMatchObject({
    contentType: 'text/javascript; charset=utf-8',
    cacheControl: expect.stringContaining('immutable'),
  });
  await service.close();
});

test('refuses what no release would take', async () => {
  const { store, service } = createS3({ dataDir: join(directory, 's3') });
  store.createBucket('web');
  await writeFile(join(directory, 'dist', 'assets', 'b-1.xyz'), 'two');
  await expect(uploadBuild(join(directory, 'dist'), { store, bucket: 'web' })).rejects.toThrow(
    'assets/b-1.xyz',
  );
  await service.close();
});

test('the hash of sources changes with their names and contents alone', async () => {
  await mkdir(join(directory, 'src'));
  const inSource = () => sourceHash(directory, ['src']);
  const empty = await inSource();
  await writeFile(join(directory, 'src', 'a.ts'), 'one');
  const one = await inSource();
  await writeFile(join(directory, 'src', 'a.ts'), 'two');
  const two = await inSource();
  await mkdir(join(directory, 'src', 'node_modules'));
  await writeFile(join(directory, 'src', 'node_modules', 'b.ts'), 'three');
  expect(await inSource()).toBe(two);
  expect(new Set([empty, one, two]).size).toBe(3);
});
