import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { htmlCacheControl, immutableCacheControl } from '@tidecast/platform/delivery/behaviours';
import { type AwsEndpoint, startAwsEndpoint } from '../../local/src/aws/endpoint.ts';
import { AwsError } from '../../local/src/aws/errors.ts';
import { type AwsService, localAccount } from '../../local/src/aws/service.ts';
import { createCloudFront } from '../../local/src/cloudfront/cloudfront.ts';
import type { ObjectStore } from '../../local/src/s3/object-store.ts';
import { createS3 } from '../../local/src/s3/s3.ts';
import { releaseSite } from './release-site.ts';

const bucket = 'web';
const distributionId = 'E1';
const day = (number: number) => new Date(Date.UTC(2026, 0, number));

let directory: string;
let endpoint: AwsEndpoint;
let store: ObjectStore;
/** Everything that happened, in order. */
let events: string[];
/** The end of a path that S3 takes nothing at. */
let refused: string | undefined;
let end: () => Promise<void>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-release-'));
  events = [];
  refused = undefined;
  const s3 = createS3({ dataDir: join(directory, 's3') });
  store = s3.store;
  store.createBucket(bucket);
  store.onCreated(({ object }) => events.push(`put ${object.key}`));
  const cloudFront = createCloudFront({
    dataDir: directory,
    distributions: { [distributionId]: { domainName: 'localhost' } },
    purge: (_, paths) => events.push(`forget ${paths.join(' ')}`),
  });
  const service: AwsService = {
    ...s3.service,
    async handle(request, response) {
      if (refused !== undefined && request.method === 'PUT' && request.rawPath.endsWith(refused))
        throw new AwsError('AccessDenied', 'Access Denied', 403);
      await s3.service.handle(request, response);
    },
  };
  endpoint = await startAwsEndpoint({
    port: 0,
    host: '127.0.0.1',
    services: [service, cloudFront],
  });
  end = async () => {
    await endpoint.close();
    await Promise.all([s3.service.close(), cloudFront.close()]);
  };
});
afterEach(async () => {
  await end();
  await rm(directory, { recursive: true });
});

/** Releases a build of these files. @returns what it did, and what happened meanwhile */
async function release(files: Readonly<Record<string, string>>, now = day(1)) {
  const build = await mkdtemp(join(directory, 'build-'));
  for (const [key, content] of Object.entries(files)) {
    await mkdir(dirname(join(build, key)), { recursive: true });
    await writeFile(join(build, key), content);
  }
  const options = {
    endpoint: endpoint.url,
    region: localAccount.region,
    credentials: localAccount,
    maxAttempts: 1,
  };
  const s3 = new S3Client(options);
  const cloudfront = new CloudFrontClient(options);
  events.length = 0;
  try {
    return await releaseSite({ s3, cloudfront, bucket, distributionId, directory: build, now });
  } finally {
    s3.destroy();
    cloudfront.destroy();
  }
}

const keys = () => store.list(bucket, '').map(({ key }) => key);

const first = {
  'index.html': '<script src="/assets/a-1.js">',
  'favicon.svg': '<svg/>',
  'assets/a-1.js': 'one',
  'assets/a-1.css': 'a {}',
};
const second = {
  ...first,
  'index.html': '<script src="/assets/a-2.js">',
  'assets/a-2.js': 'two',
};
const { 'assets/a-1.js': _, ...secondAlone } = second;

test('what a page asks for is there before the page, each as the edge is to serve it', async () => {
  const { uploaded, invalidated } = await release({ ...first, '.stamp': 'of the build' });
  expect([...uploaded].sort()).toEqual(Object.keys(first).sort());
  const puts = events.filter((event) => event.startsWith('put '));
  expect(puts.slice(0, 2).sort()).toEqual(['put assets/a-1.css', 'put assets/a-1.js']);
  expect(puts.slice(2, 4)).toEqual(['put favicon.svg', 'put index.html']);
  expect(store.head(bucket, 'assets/a-1.js')).toMatchObject({
    contentType: 'text/javascript; charset=utf-8',
    cacheControl: immutableCacheControl,
  });
  expect(store.head(bucket, 'index.html')).toMatchObject({
    contentType: 'text/html; charset=utf-8',
    cacheControl: htmlCacheControl,
  });
  // Nobody can have cached what was not there.
  expect(invalidated).toEqual([]);
});

test('the same build again touches nothing', async () => {
  await release(first);
  expect(await release(first)).toEqual({ uploaded: [], deleted: [], invalidated: [] });
  expect(events).toEqual([]);
});

test('the next build uploads what changed, and has the edge forget the page alone', async () => {
  await release(first);
  const { uploaded, invalidated } = await release(secondAlone);
  expect(uploaded).toEqual(['assets/a-2.js', 'index.html']);
  expect(invalidated).toEqual(['/index.html', '/']);
  expect(events.slice(0, 2)).toEqual(['put assets/a-2.js', 'put index.html']);
  expect(events.at(-1)).toBe('forget /index.html /');
});

test('what is served otherwise than it should be is uploaded again, though its bytes are the same', async () => {
  await release(first);
  await store.put(bucket, 'favicon.svg', first['favicon.svg'], { contentType: 'text/plain' });
  const { uploaded, invalidated } = await release(first);
  expect(uploaded).toEqual(['favicon.svg']);
  expect(invalidated).toEqual(['/favicon.svg']);
  expect(store.head(bucket, 'favicon.svg')?.contentType).toBe('image/svg+xml');
});

test('open pages find their files for a month after the next release, however old they are', async () => {
  await release(first, day(1));
  await release(secondAlone, day(200));
  expect(keys()).toContain('assets/a-1.js');
  await release(secondAlone, day(230));
  expect(keys()).toContain('assets/a-1.js');
  const { deleted, invalidated } = await release(secondAlone, day(231));
  expect({ deleted, invalidated }).toEqual({ deleted: ['assets/a-1.js'], invalidated: [] });
  expect(keys()).toEqual([
    'assets/a-1.css',
    'assets/a-2.js',
    'favicon.svg',
    'index.html',
    'superseded.json',
  ]);
});

test('a file that comes back counts anew when it goes again', async () => {
  await release(first, day(1));
  await release(secondAlone, day(2));
  await release(second, day(20));
  await release(secondAlone, day(40));
  await release(secondAlone, day(60));
  expect(keys()).toContain('assets/a-1.js');
  await release(secondAlone, day(71));
  expect(keys()).not.toContain('assets/a-1.js');
});

test('a note that nobody can read keeps what it was about', async () => {
  await release(first, day(1));
  await release(secondAlone, day(2));
  await store.put(bucket, 'superseded.json', '{"assets/a-1.js":', {
    contentType: 'application/json',
  });
  await release(secondAlone, day(90));
  expect(keys()).toContain('assets/a-1.js');
});

test('what is not hashed goes at once, and from the edge', async () => {
  await release({ ...first, 'robots ü.txt': 'x' });
  const { deleted, invalidated } = await release(first);
  expect({ deleted, invalidated }).toEqual({
    deleted: ['robots ü.txt'],
    invalidated: ['/robots%20%C3%BC.txt'],
  });
});

test.each([
  ['no page', { 'assets/a-1.js': 'one' }, 'There is no index.html'],
  ['a file in a place of the API', { ...first, 'api/x.js': 'x' }, '/api/x.js leads somewhere else'],
  ['a file that looks like a route', { ...first, LICENSE: 'x' }, '/LICENSE leads somewhere else'],
  ['a file of an unknown kind', { ...first, 'a.xyz': 'x' }, 'content type of a.xyz'],
])('a build with %s is refused before anything is done', async (_what, files, message) => {
  await release(first);
  await expect(release(files)).rejects.toThrow(message);
  expect(events).toEqual([]);
  expect(keys()).toEqual(Object.keys(first).sort());
});

test('a file that cannot be uploaded leaves the page before as it was', async () => {
  await release(first);
  refused = '/assets/a-2.js';
  await expect(release(secondAlone)).rejects.toThrow('Access Denied');
  expect(events).not.toContain('put index.html');
  refused = undefined;
  const { uploaded } = await release(secondAlone);
  expect(uploaded).toEqual(['assets/a-2.js', 'index.html']);
});
