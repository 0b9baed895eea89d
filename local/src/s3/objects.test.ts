import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { until } from '../../../test/until.ts';
import { Bucket, startWithBucket } from './s3-test-bed.ts';

let s3: Awaited<ReturnType<typeof startWithBucket>>;
beforeAll(async () => {
  s3 = await startWithBucket();
});
afterAll(() => s3.remove());

const put = (Key: string, Body: string | Buffer | Readable, more = {}) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, more = {}) => {
  const answer = await s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...answer, text: (await answer.Body?.transformToString()) ?? '' };
};

describe('an object', () => {
  test('comes back with all that was said of it', async () => {
    await put('said', 'hello', {
      ContentType: 'text/plain; charset=utf-8',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment',
      ContentEncoding: 'identity',
      ContentLanguage: 'ko',
      Metadata: { stack: 'local', attempt: '1' },
    });
    const answer = await get('said');
    expect(answer).toMatchObject({
      text: 'hello',
      ContentType: 'text/plain; charset=utf-8',
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment',
      ContentEncoding: 'identity',
      ContentLanguage: 'ko',
      ContentLength: 5,
      Metadata: { stack: 'local', attempt: '1' },
      ETag: `"${createHash('md5').update('hello').digest('hex')}"`,
    });
    expect(Math.abs(Number(answer.LastModified) - Date.now())).toBeLessThan(60_000);
    const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'said' }));
    expect(head).toMatchObject({ ContentLength: 5, ETag: answer.ETag });
  });

  test('may be empty', async () => {
    await put('empty', Buffer.alloc(0));
    expect((await get('empty')).text).toBe('');
  });

  test.each([
    '한국어 동영상.mp4',
    '🎬/emoji',
    '../..',
    '../../../../../../../../tmp/outside',
    '/leading//double/',
    'a b+c&d=e?f#g%h',
    'quotes\'"<xml>&amp;',
    '.',
    'x'.repeat(1024),
  ])('may be called %s', async (key) => {
    await put(key, key);
    expect((await get(key)).text).toBe(key);
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: key }));
    await expect(get(key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('never becomes a path: its file lies in the data directory', async () => {
    await put('../../escape', 'x');
    const path = s3.store.head(Bucket, '../../escape')?.filePath ?? '';
    expect(dirname(dirname(path))).toBe(join(s3.dataDir, 'blobs'));
  });

  test('with a name over 1024 bytes is refused', async () => {
    await expect(put('한'.repeat(342), 'x')).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });

  test('announces itself', async () => {
    s3.events.length = 0;
    await put('announced', 'hello');
    await s3.client.send(
      new CopyObjectCommand({ Bucket, Key: 'copied', CopySource: `${Bucket}/announced` }),
    );
    expect(s3.events.map(({ reason, object }) => [reason, object.key, object.size])).toEqual([
      ['PutObject', 'announced', 5],
      ['CopyObject', 'copied', 5],
    ]);
  });

  test('is stored though a listener fails', async () => {
    const log = jest.spyOn(console, 'error').mockImplementation(() => {});
    const stop = s3.store.onCreated(() => {
      throw new Error('the listener fails');
    });
    await put('heard', 'x');
    stop();
    expect((await get('heard')).text).toBe('x');
    expect(log).toHaveBeenCalledTimes(1);
    log.mockRestore();
  });
});

describe('a stream', () => {
  const bytes = Buffer.alloc(3_000_000, 'tidecast');
  const pieces = () => Readable.from([bytes.subarray(0, 999_999), bytes.subarray(999_999)]);

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'comes with a %s after it, which is checked',
    async (ChecksumAlgorithm) => {
      const more = { ContentLength: bytes.length, ChecksumAlgorithm };
      await put('stream', pieces(), more);
      const answer = await get('stream');
      expect(answer.text).toBe(bytes.toString());
      expect(answer.ContentEncoding).toBeUndefined();
    },
  );

  test('whose checksum is wrong is not stored', async () => {
    await put('kept', 'before');
    const url = s3.presign({ method: 'PUT', path: `/${Bucket}/kept` });
    const attempts = [
      { 'content-md5': createHash('md5').update('other').digest('base64') },
      { 'content-md5': 'AAAA' },
    ];
    for (const headers of attempts) {
      const response = await fetch(url, { method: 'PUT', headers, body: 'after' });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('<Code>BadDigest</Code>');
    }
    await expect(put('kept', 'after', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    expect((await get('kept')).text).toBe('before');
  });

  test('that breaks off leaves nothing behind', async () => {
    const files = async () =>
      (await readdir(join(s3.dataDir, 'blobs'), { recursive: true })).length;
    const before = await files();
    const url = s3.presign({ method: 'PUT', path: `/${Bucket}/broken` });
    const request = httpRequest(url, { method: 'PUT', headers: { 'content-length': 1_000_000 } });
    request.on('error', () => {});
    await new Promise<void>((resolve) => {
      request.write(Buffer.alloc(500_000), () => resolve());
    });
    request.destroy();
    await until(async () => (await files()) === before);
    expect(s3.store.head(Bucket, 'broken')).toBeUndefined();
  });
});

describe('a read', () => {
  beforeAll(() => put('digits', '0123456789'));

  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=-100', '0123456789', 'bytes 0-9/10'],
  ])('of %s', async (Range, expected, contentRange) => {
    const answer = await get('digits', { Range });
    expect([answer.text, answer.ContentRange]).toEqual([expected, contentRange]);
  });

  test.each(['bytes=5-2', 'bytes=0-1,3-4', 'lines=1-2'])('of %s gets the whole', async (Range) => {
    const answer = await get('digits', { Range });
    expect([answer.text, answer.ContentRange]).toEqual(['0123456789', undefined]);
  });

  test.each(['bytes=10-', 'bytes=-0'])('of %s is refused', async (Range) => {
    await expect(get('digits', { Range })).rejects.toMatchObject({
      name: 'InvalidRange',
      $metadata: { httpStatusCode: 416 },
    });
  });

  test('may depend on what is there', async () => {
    const { ETag, LastModified } = await get('digits');
    const status = (condition: object) =>
      get('digits', condition).then(
        () => 200,
        (error) => error.$metadata.httpStatusCode as number,
      );
    const before = new Date(Number(LastModified) - 10_000);
    expect(await status({ IfMatch: ETag })).toBe(200);
    expect(await status({ IfMatch: '"other"' })).toBe(412);
    expect(await status({ IfNoneMatch: '"other"' })).toBe(200);
    expect(await status({ IfNoneMatch: ETag })).toBe(304);
    expect(await status({ IfModifiedSince: before })).toBe(200);
    expect(await status({ IfModifiedSince: LastModified })).toBe(304);
    expect(await status({ IfUnmodifiedSince: LastModified })).toBe(200);
    expect(await status({ IfUnmodifiedSince: before })).toBe(412);
    expect(await status({ IfMatch: ETag, IfUnmodifiedSince: before })).toBe(200);
  });

  test('may ask for other headers', async () => {
    const answer = await get('digits', {
      ResponseContentType: 'video/mp4',
      ResponseContentDisposition: 'attachment; filename="a.mp4"',
    });
    expect(answer).toMatchObject({
      ContentType: 'video/mp4',
      ContentDisposition: 'attachment; filename="a.mp4"',
    });
  });
});

describe('a write', () => {
  test('may insist on being the first', async () => {
    await put('first', 'one', { IfNoneMatch: '*' });
    await expect(put('first', 'two', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    const race = await Promise.allSettled(
      Array.from({ length: 10 }, () => put('race', 'x', { IfNoneMatch: '*' })),
    );
    expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('may insist on what it replaces', async () => {
    const { ETag } = await put('replaced', 'one');
    await put('replaced', 'two', { IfMatch: ETag });
    await expect(put('replaced', 'three', { IfMatch: ETag })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(put('absent', 'x', { IfMatch: ETag })).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
  });

  test('over an object frees its file', async () => {
    await put('freed', 'one');
    const before = s3.store.head(Bucket, 'freed')?.filePath ?? '';
    await put('freed', 'two');
    await expect(stat(before)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a copy', () => {
  test('has the metadata of its source, or its own', async () => {
    await put('한글 원본+1', 'hello', { ContentType: 'text/plain', Metadata: { of: 'source' } });
    const CopySource = `${Bucket}/${encodeURIComponent('한글 원본+1')}`;
    await s3.client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
    expect(await get('copy')).toMatchObject({
      text: 'hello',
      ContentType: 'text/plain',
      Metadata: { of: 'source' },
    });
    const own = { ContentType: 'text/html', Metadata: { of: 'copy' } };
    await s3.client.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'copy',
        CopySource,
        MetadataDirective: 'REPLACE',
        ...own,
      }),
    );
    expect(await get('copy')).toMatchObject({ text: 'hello', ...own });
    await put('한글 원본+1', 'changed');
    expect((await get('copy')).text).toBe('hello');
  });

  test('of nothing, or of itself, is refused', async () => {
    await put('self', 'x');
    const copy = (CopySource: string) =>
      s3.client.send(new CopyObjectCommand({ Bucket, Key: 'self', CopySource }));
    await expect(copy(`${Bucket}/absent`)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(copy(`${Bucket}/self`)).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});

test('many objects are deleted at once', async () => {
  const keys = ['d/1', 'd/한 글', 'd/<&>\u0001', 'd/never-there'];
  for (const key of keys.slice(0, 3)) await put(key, 'x');
  const answer = await s3.client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }),
  );
  expect(answer.Deleted).toHaveLength(4);
  expect(s3.store.list(Bucket, 'd/')).toEqual([]);
});
