import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { immutableCacheControl } from '@tidecast/platform/delivery/behaviours';
import { siteContentType } from '@tidecast/platform/delivery/content-types';
import type { ObjectStore } from '../s3/object-store.ts';
import { repositoryRoot } from './paths.ts';
import { filesBelow, sourceHash } from './source-hash.ts';

/** Everything the page is built from. */
const sources = ['frontend', 'packages/platform/src', 'package-lock.json'];

const buildDirectory = join(repositoryRoot, 'frontend', 'dist');
/** Says inside a build which sources it was made from; never published. */
const stampName = '.tidecast-source';
const buildTimeoutMs = 180_000;

export interface PublishOptions {
  readonly store: Pick<ObjectStore, 'put' | 'delete' | 'list'>;
  readonly bucket: string;
  /** Remembers between starts which build is published. */
  readonly stateFile: string;
  readonly log: (line: string) => void;
  /** Breaks a build off. */
  readonly signal?: AbortSignal;
}

/**
 * Sees to it that the web bucket holds the page of this source tree: builds it when its sources
 * have changed, and publishes it when the bucket holds another build.
 */
export async function publishWeb(options: PublishOptions): Promise<void> {
  const hash = await sourceHash(repositoryRoot, sources);
  if ((await readText(options.stateFile)) === hash) return;
  if ((await readText(join(buildDirectory, stampName))) !== hash) {
    options.log('Building the page (only when its sources have changed)');
    await build(hash, options.signal);
  }
  await uploadBuild(buildDirectory, options);
  await writeFile(options.stateFile, hash);
}

/**
 * Builds beside the previous build and then replaces it, so that a partial build is never served.
 */
async function build(hash: string, signal: AbortSignal | undefined): Promise<void> {
  const fresh = `${buildDirectory}-${process.pid}`;
  const vite = join(repositoryRoot, 'node_modules', 'vite', 'bin', 'vite.js');
  const child = spawn(
    process.execPath,
    [vite, 'build', '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'],
    {
      cwd: join(repositoryRoot, 'frontend'),
      env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: buildTimeoutMs,
      ...(signal && { signal }),
    },
  );
  try {
    const [output, errors, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    if (code !== 0 || !existsSync(join(fresh, 'index.html')))
      throw new Error(`The page could not be built.\n${errors || output}`);
    await writeFile(join(fresh, stampName), hash);
    await rm(buildDirectory, { recursive: true, force: true });
    await rename(fresh, buildDirectory);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/**
 * Uploads a build like a release does: what `index.html` needs goes first, and what it no longer
 * needs is deleted last.
 *
 * @param directory - the build
 * @throws for a file that a release would refuse, because its content type is unknown
 */
export async function uploadBuild(
  directory: string,
  { store, bucket }: Pick<PublishOptions, 'store' | 'bucket'>,
): Promise<void> {
  const keys = (await filesBelow(directory))
    .map((file) => relative(directory, file).split(sep).join('/'))
    .filter((key) => key !== stampName)
    .sort((one, other) => Number(one === 'index.html') - Number(other === 'index.html'));
  for (const key of keys) {
    const contentType = siteContentType(key);
    if (contentType === undefined)
      throw new Error(`The content type of ${key} is not known: add it to content-types.ts.`);
    await store.put(bucket, key, await readFile(join(directory, key)), {
      contentType,
      ...(key.startsWith('assets/') && { cacheControl: immutableCacheControl }),
    });
  }
  const published = new Set(keys);
  for (const { key } of store.list(bucket, ''))
    if (!published.has(key)) await store.delete(bucket, key);
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
