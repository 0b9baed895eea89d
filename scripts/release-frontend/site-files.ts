import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  behaviourFor,
  immutableCacheControl,
  webObjectKey,
} from '@tidecast/platform/delivery/behaviours';
import { siteContentType } from '@tidecast/platform/delivery/content-types';

/** One file of the built page, as it is to stand in the bucket. */
export interface SiteFile {
  readonly key: string;
  readonly body: Buffer;
  /** What S3 calls these bytes: their MD5 in quotes, for objects put in one part. */
  readonly etag: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** The file that is the page: everything else is asked for by it. */
export const pageKey = 'index.html';

/** Whether what stands under a key never changes, because its name has a hash of it. */
export function isImmutable(key: string): boolean {
  return behaviourFor(`/${key}`).cacheControl === immutableCacheControl;
}

/**
 * The files of a build.
 *
 * @param directory - what `vite build` wrote
 * @throws Error if there is no page, or a file that no visitor could be served
 */
export async function siteFiles(directory: string): Promise<SiteFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const keys = entries
    // A hidden file is a note of whoever built it.
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ parentPath, name }) => relative(directory, join(parentPath, name)))
    .map((path) => path.split(sep).join('/'));
  if (!keys.includes(pageKey))
    throw new Error(`There is no ${pageKey} in ${directory}: build the page first.`);
  return Promise.all(keys.map((key) => siteFile(directory, key)));
}

async function siteFile(directory: string, key: string): Promise<SiteFile> {
  const { origin, cacheControl } = behaviourFor(`/${key}`);
  if (origin !== 'web' || cacheControl === undefined || webObjectKey(`/${key}`) !== key)
    throw new Error(`Nobody could ever get ${key}: /${key} leads somewhere else.`);
  const contentType = siteContentType(key);
  if (contentType === undefined)
    throw new Error(`The content type of ${key} is not known: add it to content-types.ts.`);
  const body = await readFile(join(directory, key));
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  return { key, body, etag, contentType, cacheControl };
}
