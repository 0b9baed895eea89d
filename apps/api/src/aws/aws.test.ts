import { createServer } from 'node:http';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Video } from '@tidecast/catalog/video';
import { type LoopbackServer, listen } from '../../../../test/loopback-server.ts';
import { createS3Captions } from './s3-captions.ts';
import { createS3Uploads } from './s3-uploads.ts';
import { createSubmitQueue } from './submit-queue.ts';

/** Answers whatever is next in the list, and remembers what was asked. */
const answers: { status: number; body: string; headers?: Record<string, string> }[] = [];
const asked: { method: string; url: string; body: string }[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method = '', url = '' } = request;
  asked.push({ method, url, body: Buffer.concat(chunks).toString() });
  const answer = answers.shift() ?? { status: 500, body: '' };
  response.writeHead(answer.status, answer.headers).end(answer.body);
});

let endpoint: string;
const upload = { key: 'u/owner/video/source', uploadId: 'upload-1' };
const options = () => ({
  endpoint,
  region: 'ap-northeast-2',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: 1,
});
const uploads = () =>
  createS3Uploads(
    {
      s3: new S3Client(options()),
      presign: new S3Client({ ...options(), requestChecksumCalculation: 'WHEN_REQUIRED' }),
    },
    'source',
  );

let listening: LoopbackServer;
beforeAll(async () => {
  listening = await listen(server);
  endpoint = listening.url;
});
afterAll(() => listening.close());
beforeEach(() => {
  answers.length = 0;
  asked.length = 0;
});

const failure = (code: string) => ({
  status: 404,
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>x</Message></Error>`,
});

test('a part’s URL signs its length and no checksum of an empty body', async () => {
  const url = new URL(await uploads().signPart(upload, 7, 8_388_608, 3600));
  expect(url.pathname).toBe('/source/u/owner/video/source');
  expect(url.searchParams.get('partNumber')).toBe('7');
  expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('content-length;host');
  expect(url.searchParams.get('X-Amz-Expires')).toBe('3600');
  expect([...url.searchParams.keys()].filter((key) => /checksum/i.test(key))).toEqual([]);
});

test('parts are listed to the last page', async () => {
  const page = (number: number, next?: number) => ({
    status: 200,
    body: `<?xml version="1.0"?><ListPartsResult>
      <IsTruncated>${next !== undefined}</IsTruncated>
      ${next === undefined ? '' : `<NextPartNumberMarker>${next}</NextPartNumberMarker>`}
      <Part><PartNumber>${number}</PartNumber><ETag>"e${number}"</ETag><Size>5</Size></Part>
    </ListPartsResult>`,
  });
  answers.push(page(1, 1), page(2));
  expect(await uploads().parts(upload)).toEqual([
    { partNumber: 1, etag: 'e1', size: 5 },
    { partNumber: 2, etag: 'e2', size: 5 },
  ]);
  expect(asked[1]?.url).toContain('part-number-marker=1');
});

test('an upload that is gone is no error', async () => {
  answers.push(failure('NoSuchUpload'), failure('NoSuchUpload'), failure('NoSuchUpload'));
  expect(await uploads().parts(upload)).toBeUndefined();
  expect(await uploads().complete(upload, [])).toBeUndefined();
  await uploads().abort(upload);
  answers.push(failure('AccessDenied'));
  await expect(uploads().parts(upload)).rejects.toThrow();
});

test('captions that are gone are undefined', async () => {
  answers.push(failure('NoSuchKey'));
  const captions = createS3Captions(new S3Client(options()), 'media');
  expect(await captions.get('v/x/captions/ko.vtt')).toBeUndefined();
});

test('a retry is announced as S3 announces an upload', async () => {
  answers.push({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: '{"MessageId":"1"}',
  });
  const announce = createSubmitQueue(new SQSClient({ ...options(), md5: false }), {
    queueUrl: `${endpoint}/000000000000/submit`,
    sourceBucket: 'source',
    region: 'ap-northeast-2',
  });
  const source = { key: upload.key, size: 5, etag: 'e' };
  await announce({ source } as Video);
  const event = JSON.parse(JSON.parse(asked[0]?.body ?? '').MessageBody);
  expect(event).toMatchObject({
    'detail-type': 'Object Created',
    source: 'tidecast.api',
    detail: { bucket: { name: 'source' }, object: { key: upload.key, size: 5, etag: 'e' } },
  });
});
