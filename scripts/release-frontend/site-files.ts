import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import {
  behaviourFor,
  immutableCacheControl,
  webObjectKey,
} from '@tidecast/platform/delivery/behaviours';
import { siteContentType } from '@tidecast/platform/delivery/content-types';

/** One file of the built page, as it should be in the bucket. */
export interface SiteFile {
  readonly key: string;
  readonly body: Buffer;
  /** S3's ETag of these bytes: their MD5 in quotes, for objects uploaded in one part. */
  readonly etag: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** The page itself, which requests everything else. */
export const pageKey = 'index.html';

/** Whether an object never changes, because its name contains its hash. */
export function isImmutable(key: string): boolean {
  return behaviourFor(`/${key}`).cacheControl === immutableCacheControl;
}

/**
 * The files of a build.
 *
 * @param directory - what `vite build` wrote
 * @throws Error if there is no page, or a file that cannot be served
 */
export async function siteFiles(directory: string): Promise<SiteFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const keys = entries
    // Hidden files are not part of the site.
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
    throw new Error(`${key} cannot be served: /${key} leads somewhere else.`);
  const contentType = siteContentType(key);
  if (contentType === undefined)
    throw new Error(`The content type of ${key} is not known: add it to content-types.ts.`);
  const body = await readFile(join(directory, key));
  const etag = `"${createHash('md5').update(body).digest('hex')}"`;
  return { key, body, etag, contentType, cacheControl };
}
