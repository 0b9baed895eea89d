import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Bucket, startS3, startWithBucket } from './s3-test-bed.ts';

const MiB = 1024 * 1024;
const Key = '업로드/video.mp4';

let s3: Awaited<ReturnType<typeof startWithBucket>>;
let UploadId: string | undefined;
let blobsBefore: number;

beforeAll(async () => {
  s3 = await startWithBucket();
});
beforeEach(async () => {
  blobsBefore = await countBlobs();
  s3.events.length = 0;
  const created = await s3.client.send(
    new CreateMultipartUploadCommand({
      Bucket,
      Key,
      ContentType: 'video/mp4',
      Metadata: { a: 'b' },
    }),
  );
  UploadId = created.UploadId;
});
afterEach(() => s3.store.delete(Bucket, Key));
afterAll(() => s3.remove());

async function countBlobs(): Promise<number> {
  const entries = await readdir(join(s3.dataDir, 'blobs'), {
    recursive: true,
    withFileTypes: true,
  });
  return entries.filter((entry) => entry.isFile()).length;
}

const upload = async (PartNumber: number, Body: Buffer) => {
  const { ETag } = await s3.client.send(
    new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
  );
  return { PartNumber, ETag };
};
const complete = (Parts: { PartNumber: number; ETag: string | undefined }[]) =>
  s3.client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
const stored = async () => readFile(s3.store.head(Bucket, Key)?.filePath ?? '');
/** Jest compares buffers byte by byte in JavaScript, which takes a minute for some megabytes. */
const md5 = (data: Buffer) => createHash('md5').update(data).digest();
const storedAs = async (expected: Buffer) => md5(await stored()).equals(md5(expected));
const etagOf = (parts: Buffer[]) =>
  `"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${parts.length}"`;

describe('completing', () => {
  const parts = [randomBytes(5 * MiB), randomBytes(5 * MiB), randomBytes(1234)];
  const [one, two, three] = parts as [Buffer, Buffer, Buffer];

  test('joins the parts and announces one object', async () => {
    const listed = [await upload(1, one), await upload(2, two), await upload(3, three)];
    const { ETag } = await complete(listed);
    expect(ETag).toBe(etagOf(parts));
    expect(await storedAs(Buffer.concat(parts))).toBe(true);
    expect(s3.store.head(Bucket, Key)).toMatchObject({
      size: 10 * MiB + 1234,
      contentType: 'video/mp4',
      metadata: { a: 'b' },
    });
    expect(s3.events.map(({ reason }) => reason)).toEqual(['CompleteMultipartUpload']);
    expect(await countBlobs()).toBe(blobsBefore + 1);
  });

  test.each([
    ['backwards', [3, 2, 1]],
    ['all at once', undefined],
  ])('joins parts that came %s', async (_how, order) => {
    const send = (number: number) => upload(number, parts[number - 1] ?? Buffer.alloc(0));
    const came = [];
    if (order) for (const number of order) came.push(await send(number));
    else came.push(...(await Promise.all([1, 2, 3].map(send))));
    came.sort((a, b) => a.PartNumber - b.PartNumber);
    expect((await complete(came)).ETag).toBe(etagOf(parts));
    expect(await storedAs(Buffer.concat(parts))).toBe(true);
    expect(await countBlobs()).toBe(blobsBefore + 1);
  });

  test('takes the latest of a part sent again, and leaves out what is not listed', async () => {
    await upload(1, two);
    const listed = [await upload(1, one), await upload(2, two)];
    await upload(3, three);
    await complete(listed);
    expect(await storedAs(Buffer.concat([one, two]))).toBe(true);
    expect(await countBlobs()).toBe(blobsBefore + 1);
  });

  test('takes parts of different lengths', async () => {
    const longer = randomBytes(6 * MiB);
    const listed = [await upload(1, one), await upload(5, longer), await upload(9, three)];
    await complete(listed);
    expect(await storedAs(Buffer.concat([one, longer, three]))).toBe(true);
  });

  test('twice, or twice at once, answers the same and makes one object', async () => {
    const listed = [await upload(1, three)];
    const answers = await Promise.all([complete(listed), complete(listed)]);
    answers.push(await complete(listed));
    expect(new Set(answers.map(({ ETag }) => ETag)).size).toBe(1);
    expect(s3.events).toHaveLength(1);
    await expect(upload(2, three)).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('refuses what was not uploaded so, and the upload goes on', async () => {
    const first = await upload(1, three);
    const second = await upload(2, three);
    await expect(complete([first, second])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete([second, first])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([{ PartNumber: 7, ETag: first.ETag }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await expect(complete([{ PartNumber: 1, ETag: '"other"' }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await expect(complete([])).rejects.toMatchObject({ name: 'MalformedXML' });
    expect(s3.events).toEqual([]);
    await complete([first]);
    expect(await storedAs(three)).toBe(true);
  });
});

test('parts are listed page by page', async () => {
  for (const number of [1, 2, 3]) await upload(number, Buffer.from(`part ${number}`));
  const first = await s3.client.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
  expect(first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, 6],
    [2, 6],
  ]);
  expect(first.IsTruncated).toBe(true);
  const PartNumberMarker = first.NextPartNumberMarker;
  const rest = await s3.client.send(
    new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker }),
  );
  expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
  expect(rest.IsTruncated).toBe(false);
});

test('a part may be a range of another object', async () => {
  await s3.store.put(Bucket, 'origin', '0123456789', { contentType: 'text/plain' });
  const { CopyPartResult } = await s3.client.send(
    new UploadPartCopyCommand({
      Bucket,
      Key,
      UploadId,
      PartNumber: 1,
      CopySource: `${Bucket}/origin`,
      CopySourceRange: 'bytes=2-5',
    }),
  );
  await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
  expect((await stored()).toString()).toBe('2345');
});

test('an aborted upload is gone with its parts', async () => {
  await upload(1, Buffer.from('x'));
  const abort = new AbortMultipartUploadCommand({ Bucket, Key, UploadId });
  await s3.client.send(abort);
  expect(await countBlobs()).toBe(blobsBefore);
  for (const after of [() => s3.client.send(abort), () => upload(1, Buffer.from('x'))])
    await expect(after()).rejects.toMatchObject({
      name: 'NoSuchUpload',
      $metadata: { httpStatusCode: 404 },
    });
});

test('an upload belongs to its key', async () => {
  const list = new ListPartsCommand({ Bucket, Key: 'other', UploadId });
  await expect(s3.client.send(list)).rejects.toMatchObject({ name: 'NoSuchUpload' });
});

test('a part needs a number from 1 to 10000', async () => {
  for (const number of [0, 10_001])
    await expect(upload(number, Buffer.from('x'))).rejects.toMatchObject({
      name: 'InvalidArgument',
    });
});

test('a presigned URL is good for its own part alone', async () => {
  const query = { partNumber: '1', uploadId: UploadId ?? '' };
  const url = s3.presign({ method: 'PUT', path: `/${Bucket}/${Key}`, query });
  const response = await fetch(url, { method: 'PUT', body: 'from a browser' });
  expect(response.status).toBe(200);
  const other = await fetch(url.replace('partNumber=1', 'partNumber=2'), {
    method: 'PUT',
    body: 'x',
  });
  expect(other.status).toBe(403);
  await complete([{ PartNumber: 1, ETag: response.headers.get('etag') ?? '' }]);
  expect((await stored()).toString()).toBe('from a browser');
});

test('an upload goes on after the server was killed', async () => {
  const { dataDir, client, remove } = await startWithBucket();
  const { UploadId: id } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const first = randomBytes(5 * MiB);
  await client.send(
    new UploadPartCommand({ Bucket, Key, UploadId: id, PartNumber: 1, Body: first }),
  );
  // What a killed process leaves: a blob that no row names.
  const litter = join(dataDir, 'blobs', 'ab', `ab${'0'.repeat(30)}`);
  await writeFile(litter, 'half written');

  // Opened beside the first one, which has not closed anything.
  const second = await startS3(dataDir);
  await expect(stat(litter)).rejects.toMatchObject({ code: 'ENOENT' });
  const uploads = await second.client.send(new ListMultipartUploadsCommand({ Bucket }));
  expect(uploads.Uploads?.map((it) => [it.Key, it.UploadId])).toEqual([[Key, id]]);
  const { Parts = [] } = await second.client.send(
    new ListPartsCommand({ Bucket, Key, UploadId: id }),
  );
  expect(Parts.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([[1, 5 * MiB]]);
  const { ETag } = await second.client.send(
    new UploadPartCommand({ Bucket, Key, UploadId: id, PartNumber: 2, Body: 'the rest' }),
  );
  await second.client.send(
    new CompleteMultipartUploadCommand({
      Bucket,
      Key,
      UploadId: id,
      MultipartUpload: { Parts: [...Parts, { PartNumber: 2, ETag }] },
    }),
  );
  const object = second.store.head(Bucket, Key);
  const whole = Buffer.concat([first, Buffer.from('the rest')]);
  expect(whole.equals(await readFile(object?.filePath ?? ''))).toBe(true);
  await second.close();
  await remove();
});
