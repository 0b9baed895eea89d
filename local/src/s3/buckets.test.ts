import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Bucket, clientOf, startS3, startWithBucket } from './s3-test-bed.ts';

let s3: Awaited<ReturnType<typeof startWithBucket>>;
beforeAll(async () => {
  s3 = await startWithBucket();
});
afterAll(() => s3.remove());

describe('a bucket', () => {
  test('is made, listed, looked at and deleted', async () => {
    await s3.client.send(new CreateBucketCommand({ Bucket: 'second-bucket' }));
    const { Buckets = [] } = await s3.client.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual([Bucket, 'second-bucket']);
    await s3.client.send(new HeadBucketCommand({ Bucket: 'second-bucket' }));
    const location = await s3.client.send(new GetBucketLocationCommand({ Bucket }));
    expect(location.LocationConstraint).toBe('ap-northeast-2');
    await s3.client.send(new DeleteBucketCommand({ Bucket: 'second-bucket' }));
    await expect(
      s3.client.send(new HeadBucketCommand({ Bucket: 'second-bucket' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
  });

  test('is not made twice, nor under a wrong name', async () => {
    await expect(s3.client.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
    await expect(
      s3.client.send(new CreateBucketCommand({ Bucket: 'Upper_Case' })),
    ).rejects.toMatchObject({ name: 'InvalidBucketName' });
  });

  test('with objects is not deleted', async () => {
    await s3.store.put(Bucket, 'stays', 'x', { contentType: 'text/plain' });
    await expect(s3.client.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    });
    await s3.store.delete(Bucket, 'stays');
  });

  test('that is not there is named in the refusal', async () => {
    await expect(
      s3.client.send(new PutObjectCommand({ Bucket: 'nowhere', Key: 'a', Body: 'x' })),
    ).rejects.toMatchObject({ name: 'NoSuchBucket', BucketName: 'nowhere' });
  });

  test('says so when it cannot do something', async () => {
    await expect(s3.client.send(new GetBucketVersioningCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('versioning'),
    });
  });
});

describe('a listing', () => {
  const keys = ['a', 'a/b/1', 'a/b/2', 'a/c/1', 'a/한글 키', 'b+c', 'z<&>', '\u{1F3AC}'];
  beforeAll(async () => {
    for (const key of keys) await s3.store.put(Bucket, key, key, { contentType: 'text/plain' });
  });
  afterAll(async () => {
    for (const key of keys) await s3.store.delete(Bucket, key);
  });
  const list = (input: object) => s3.client.send(new ListObjectsV2Command({ Bucket, ...input }));
  const names = (answer: Awaited<ReturnType<typeof list>>) => ({
    keys: answer.Contents?.map(({ Key }) => Key) ?? [],
    prefixes: answer.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
  });

  test('is in the order of UTF-8, with sizes and ETags', async () => {
    const answer = await list({});
    expect(names(answer).keys).toEqual(keys);
    expect(answer.KeyCount).toBe(keys.length);
    expect(answer.Contents?.[0]).toMatchObject({
      Size: 1,
      ETag: `"${createHash('md5').update('a').digest('hex')}"`,
    });
  });

  test('has common prefixes', async () => {
    expect(names(await list({ Delimiter: '/' }))).toEqual({
      keys: ['a', 'b+c', 'z<&>', '\u{1F3AC}'],
      prefixes: ['a/'],
    });
    expect(names(await list({ Delimiter: '/', Prefix: 'a/' }))).toEqual({
      keys: ['a/한글 키'],
      prefixes: ['a/b/', 'a/c/'],
    });
  });

  test.each([1, 2, 3])('comes in pages of %d without loss or repetition', async (pageSize) => {
    for (const Delimiter of [undefined, '/']) {
      const seen: (string | undefined)[] = [];
      const pages = paginateListObjectsV2(
        { client: s3.client, pageSize },
        { Bucket, Prefix: 'a', Delimiter },
      );
      for await (const page of pages) {
        const found = names(page);
        expect(found.keys.length + found.prefixes.length).toBeLessThanOrEqual(pageSize);
        seen.push(...found.keys, ...found.prefixes);
      }
      expect(seen).toEqual(Delimiter ? ['a', 'a/'] : keys.slice(0, 5));
    }
  });

  test('may start in the middle, be encoded, and be of the old version', async () => {
    expect(names(await list({ StartAfter: 'a/c/1' })).keys).toEqual(keys.slice(4));
    const encoded = await list({ EncodingType: 'url', Prefix: 'a/한' });
    expect(names(encoded).keys).toEqual(['a%2F%ED%95%9C%EA%B8%80%20%ED%82%A4']);
    const old = await s3.client.send(new ListObjectsCommand({ Bucket, MaxKeys: 2 }));
    expect(old).toMatchObject({ IsTruncated: true, NextMarker: 'a/b/1' });
    const next = await s3.client.send(new ListObjectsCommand({ Bucket, Marker: 'a/b/1' }));
    expect(next.Contents?.map(({ Key }) => Key)).toEqual(keys.slice(2));
  });

  test('refuses a token that is none', async () => {
    await expect(list({ ContinuationToken: '***' })).rejects.toMatchObject({
      name: 'InvalidArgument',
    });
  });
});

describe('CORS', () => {
  const page = 'http://localhost:8080';
  /** A preflight goes to the presigned address, whose signature is that of the PUT to come. */
  const signedForPut =
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=60&X-Amz-SignedHeaders=host' +
    '&X-Amz-Credential=tidecast%2F20260101%2Fap-northeast-2%2Fs3%2Faws4_request' +
    '&X-Amz-Date=20260101T000000Z&X-Amz-Signature=0123';
  const preflight = (origin: string, headers = 'content-type', method = 'PUT') =>
    fetch(`${s3.url}/${Bucket}/some/key?partNumber=1&${signedForPut}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': headers,
      },
    });

  beforeAll(() =>
    s3.client.send(
      new PutBucketCorsCommand({
        Bucket,
        CORSConfiguration: {
          CORSRules: [
            {
              AllowedOrigins: [page, 'https://*.example.com'],
              AllowedMethods: ['PUT'],
              AllowedHeaders: ['content-*'],
              ExposeHeaders: ['ETag'],
              MaxAgeSeconds: 600,
            },
          ],
        },
      }),
    ),
  );

  test('lets the page through that the rule names', async () => {
    const response = await preflight(page, 'content-type, content-md5');
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'access-control-allow-origin': page,
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'content-type, content-md5',
      'access-control-max-age': '600',
    });
    expect((await preflight('https://www.example.com')).status).toBe(200);
  });

  test('refuses other origins, methods and headers', async () => {
    for (const response of [
      await preflight('https://evil.test'),
      await preflight('https://example.com'),
      await preflight(page, 'x-amz-acl'),
      await preflight(page, 'content-type', 'GET'),
    ]) {
      expect(response.status).toBe(403);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('lets the page read the ETag, and why it was refused', async () => {
    const url = s3.presign({ method: 'PUT', path: `/${Bucket}/cors` });
    const send = (to: string) => fetch(to, { method: 'PUT', body: 'x', headers: { origin: page } });
    const taken = await send(url);
    expect(taken.status).toBe(200);
    const refused = await send(`${url}0`);
    expect(refused.status).toBe(403);
    for (const response of [taken, refused]) {
      expect(response.headers.get('access-control-allow-origin')).toBe(page);
      expect(response.headers.get('access-control-expose-headers')).toBe('ETag');
    }
    await s3.store.delete(Bucket, 'cors');
  });

  test('is read back and removed', async () => {
    const { CORSRules } = await s3.client.send(new GetBucketCorsCommand({ Bucket }));
    expect(CORSRules).toMatchObject([{ AllowedOrigins: [page, 'https://*.example.com'] }]);
    await s3.client.send(new DeleteBucketCorsCommand({ Bucket }));
    await expect(s3.client.send(new GetBucketCorsCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchCORSConfiguration',
    });
    expect((await preflight(page)).status).toBe(403);
  });
});

describe('a request', () => {
  const path = `/${Bucket}/secret`;
  beforeAll(() => s3.store.put(Bucket, 'secret', 'hidden', { contentType: 'text/plain' }));
  const codeOf = async (response: Response) =>
    /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1];

  test.each([
    ['a wrong secret', { secretAccessKey: 'wrong' }, {}, 'SignatureDoesNotMatch'],
    ['an unknown key', { accessKeyId: 'AKIAUNKNOWN' }, {}, 'InvalidAccessKeyId'],
    ['a late clock', {}, { systemClockOffset: -3_600_000 }, 'RequestTimeTooSkewed'],
  ])('with %s is refused', async (_what, credentials, more, name) => {
    const client = clientOf(s3.url, credentials, more);
    const list = client.send(new ListObjectsV2Command({ Bucket }));
    await expect(list).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 403 } });
    client.destroy();
  });

  test('without a signature is refused, whatever it asks', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'POST']) {
      const response = await fetch(s3.url + path, { method });
      expect([response.status, await codeOf(response)]).toEqual([403, 'AccessDenied']);
    }
  });

  test('by a presigned URL is answered until it expires', async () => {
    const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000);
    const fresh = s3.presign({ method: 'GET', path, expiresIn: 60, at: at(50) });
    expect(await (await fetch(fresh)).text()).toBe('hidden');
    for (const secondsAgo of [70, -3600]) {
      const url = s3.presign({ method: 'GET', path, expiresIn: 60, at: at(secondsAgo) });
      expect(await codeOf(await fetch(url))).toBe('AccessDenied');
    }
  });

  test('by a presigned URL that was tampered with is refused', async () => {
    const url = s3.presign({ method: 'GET', path, headers: { 'content-type': 'a/b' } });
    const send = (to: string, init: RequestInit = {}) =>
      fetch(to, { headers: { 'content-type': 'a/b' }, ...init });
    expect((await send(url)).status).toBe(200);
    for (const response of [
      await send(url.replace('secret', 'Secret')),
      await send(url.replace('Expires=60', 'Expires=61')),
      await send(`${url}&versionId=1`),
      await send(url, { method: 'DELETE' }),
      await send(url, { headers: { 'content-type': 'c/d' } }),
    ])
      expect([response.status, await codeOf(response)]).toEqual([403, 'SignatureDoesNotMatch']);
  });

  test('with a header nobody signed is refused', async () => {
    const url = s3.presign({ method: 'PUT', path: `/${Bucket}/other` });
    const headers = { 'x-amz-copy-source': path };
    const response = await fetch(url, { method: 'PUT', headers });
    expect([response.status, await codeOf(response)]).toEqual([403, 'AccessDenied']);
  });
});

describe('the store, for the other emulators', () => {
  const options = { contentType: 'video/mp2t', cacheControl: 'max-age=1' };

  test('takes a file over, announces it and reads ranges of it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 's3-import-'));
    const file = join(directory, 'segment.ts');
    const bytes = randomBytes(100_000);
    await writeFile(file, bytes);
    s3.events.length = 0;
    const object = await s3.store.importFile(Bucket, 'v/1/a.ts', file, options);
    expect(object).toMatchObject({ size: 100_000, ...options });
    expect(object.etag).toBe(createHash('md5').update(bytes).digest('hex'));
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(bytes.equals(await readFile(object.filePath))).toBe(true);
    const range = s3.store.read(object, { start: 10, end: 19 });
    const chunks: Buffer[] = [];
    for await (const chunk of range) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).toEqual(bytes.subarray(10, 20));
    expect(s3.events.map(({ object: { key } }) => key)).toEqual(['v/1/a.ts']);
  });

  test('goes on reading what is overwritten or deleted meanwhile', async () => {
    const object = await s3.store.put(Bucket, 'read', 'before', options);
    const reading = s3.store.read(object);
    await s3.store.put(Bucket, 'read', 'after', options);
    expect(await text(reading)).toBe('before');
    expect(() => s3.store.read(object)).toThrow('overwritten or deleted');
  });

  test('keeps everything over a restart', async () => {
    const { client, dataDir, remove, store } = await startWithBucket();
    await store.put(Bucket, 'kept/1', 'hello', options);
    const before = store.head(Bucket, 'kept/1');
    const again = await startS3(dataDir);
    expect(again.store.head(Bucket, 'kept/1')).toEqual(before);
    expect(again.store.list(Bucket, 'kept/')).toEqual([before]);
    again.store.createBucket(Bucket);
    await again.close();
    client.destroy();
    await remove();
  });
});
