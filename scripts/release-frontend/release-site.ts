import { randomUUID } from 'node:crypto';
import { type CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront';
import type { S3Client } from '@aws-sdk/client-s3';
import { htmlCacheControl } from '@tidecast/platform/delivery/behaviours';
import { isImmutable, pageKey, type SiteFile, siteFiles } from './site-files.ts';
import { parseSuperseded, type Superseded, supersede, supersededKey } from './superseded.ts';
import { WebBucket } from './web-bucket.ts';

export interface ReleaseSiteOptions {
  readonly s3: S3Client;
  readonly cloudfront: CloudFrontClient;
  /** Bucket that the page is served from. */
  readonly bucket: string;
  /** CloudFront distribution in front of it. */
  readonly distributionId: string;
  /** The build. */
  readonly directory: string;
  readonly now?: Date;
}

/** What a release changed, by key. */
export interface SiteRelease {
  readonly uploaded: readonly string[];
  readonly deleted: readonly string[];
  /** Paths invalidated at the edge. */
  readonly invalidated: readonly string[];
}

/**
 * Updates the site to a build so that no visitor ever gets half of it: files are uploaded before
 * the page that needs them, and files of the previous page stay for a month. Uploads only what
 * changed, and invalidates it at the edge without waiting for that.
 *
 * Safe to repeat, and does nothing when nothing changed. After an interrupted release, the edge may
 * serve the previous page for as long as its headers allow: minutes.
 */
export async function releaseSite(options: ReleaseSiteOptions): Promise<SiteRelease> {
  const { directory, now = new Date() } = options;
  const bucket = new WebBucket(options.s3, options.bucket);
  const files = await siteFiles(directory);
  const before = await bucket.list();

  const uploaded: string[] = [];
  for (const group of inOrder(files)) uploaded.push(...(await upload(bucket, before, group)));
  const deleted = await tidy(bucket, before, { files, now });

  const changed = [
    ...uploaded.filter((key) => before.has(key)),
    ...deleted.filter((key) => !isImmutable(key)),
  ];
  const invalidated = changed.flatMap(pathsOf);
  if (invalidated.length > 0) await invalidate(options, invalidated);
  return { uploaded, deleted, invalidated };
}

/** Dependencies go first: hashed files, then the rest, then the page. */
function inOrder(files: readonly SiteFile[]): SiteFile[][] {
  const groups: [SiteFile[], SiteFile[], SiteFile[]] = [[], [], []];
  for (const file of files) {
    if (file.key === pageKey) groups[2].push(file);
    else if (isImmutable(file.key)) groups[0].push(file);
    else groups[1].push(file);
  }
  return groups;
}

/** @returns the keys of those that were missing or different */
async function upload(
  bucket: WebBucket,
  before: ReadonlyMap<string, string>,
  files: readonly SiteFile[],
): Promise<string[]> {
  const keys = await Promise.all(
    files.map(async (file) => {
      if (before.get(file.key) === file.etag && (await bucket.hasHeadersOf(file))) return [];
      await bucket.put(file);
      return [file.key];
    }),
  );
  return keys.flat();
}

/** @returns the keys of deleted objects */
async function tidy(
  bucket: WebBucket,
  before: ReadonlyMap<string, string>,
  { files, now }: { readonly files: readonly SiteFile[]; readonly now: Date },
): Promise<string[]> {
  const current = new Set([supersededKey, ...files.map(({ key }) => key)]);
  const unused = [...before.keys()].filter((key) => !current.has(key));
  const noted = await bucket.text(supersededKey);
  const { kept, expired } = supersede(parseSuperseded(noted), unused.filter(isImmutable), now);
  await note(bucket, noted, kept);
  const deleted = [...expired, ...unused.filter((key) => !isImmutable(key))];
  await bucket.delete(deleted);
  return deleted;
}

async function note(
  bucket: WebBucket,
  before: string | undefined,
  kept: Superseded,
): Promise<void> {
  const json = JSON.stringify(kept);
  if (json === (before ?? '{}')) return;
  await bucket.put({
    key: supersededKey,
    body: Buffer.from(json),
    contentType: 'application/json',
    cacheControl: htmlCacheControl,
  });
}

/**
 * The paths to invalidate for an object. CloudFront caches the page under the address that the
 * viewer-request function produces (infra/delivery/edge-functions.ts), whichever route was
 * requested. The Developer Guide ("What you need to know when invalidating files") advises
 * invalidating the requested address too, and of the routes only this one can be named.
 */
function pathsOf(key: string): string[] {
  return key === pageKey ? [`/${pageKey}`, '/'] : [`/${encodeURI(key)}`];
}

async function invalidate(
  { cloudfront, distributionId }: ReleaseSiteOptions,
  paths: readonly string[],
): Promise<void> {
  await cloudfront.send(
    new CreateInvalidationCommand({
      DistributionId: distributionId,
      InvalidationBatch: {
        CallerReference: randomUUID(),
        Paths: { Quantity: paths.length, Items: [...paths] },
      },
    }),
  );
}
