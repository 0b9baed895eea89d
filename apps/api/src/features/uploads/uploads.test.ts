import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { User } from '@tidecast/contract/auth';
import type { PartUrls, UploadView } from '@tidecast/contract/uploads';
import type { VideoView } from '@tidecast/contract/videos';
import { type Harness, type Refusal, startHarness } from '../../../test/harness.ts';
import { planParts } from './plan-parts.ts';

/** What a new upload is answered with. */
interface Begun {
  readonly video: VideoView;
  readonly upload: Pick<UploadView, 'partSize' | 'partCount'>;
}

const mebibyte = 1024 ** 2;
const size = 20 * mebibyte;
const wish = {
  title: 'A tide',
  visibility: 'public',
  fileName: '조수 🌊.mp4',
  size,
  contentType: 'video/mp4',
};

let api: Harness;
let as: string;

beforeAll(async () => {
  api = await startHarness();
  as = api.cognito.accessToken(api.cognito.addUser('uploader@example.com'));
});
afterAll(() => api.close());

const post = <Body = Refusal>(path: string, body: unknown) =>
  api.call<Body>(`/api/videos${path}`, { method: 'POST', as, body });

async function begin(changes: object = {}) {
  const answer = await post<Begun>('', { ...wish, ...changes });
  expect(answer.status).toBe(201);
  const { id } = answer.body.video;
  const put = (number: number, bytes = number < 3 ? 8 * mebibyte : 4 * mebibyte) => {
    const { partNumber, etag } = api.buckets.uploads.put(id, number, bytes);
    return { partNumber, etag: `"${etag}"` };
  };
  return { id: String(id), answer, put, url: `/${id}/upload` };
}

describe('how a file is cut', () => {
  test.each([
    [1, 8 * mebibyte, 1],
    [8 * mebibyte, 8 * mebibyte, 1],
    [8 * mebibyte + 1, 8 * mebibyte, 2],
    [50 * 1024 ** 3, 26 * mebibyte, 1970],
  ])('%i bytes: parts of %i, %i of them', (bytes, partSize, partCount) => {
    expect(planParts(bytes)).toEqual({ partSize, partCount });
  });
});

describe('an upload', () => {
  test('begins with a video and a plan', async () => {
    const { answer, id } = await begin();
    expect(answer.body.upload).toEqual({ partSize: 8 * mebibyte, partCount: 3 });
    expect(answer.body.video).toMatchObject({
      status: 'uploading',
      ownerName: 'uploader',
      description: '',
      source: { fileName: '조수 🌊.mp4', size },
    });
    expect(answer.headers.get('location')).toBe(`/api/videos/${id}`);
  });

  test('signs the exact size of each part, once for each number', async () => {
    const { url, id } = await begin();
    const { body, status } = await post<PartUrls>(`${url}/parts`, { partNumbers: [1, 3, 3] });
    expect(status).toBe(200);
    expect(body.parts.map((part) => part.url)).toEqual([
      expect.stringMatching(`/${id}/source\\?partNumber=1&size=${8 * mebibyte}$`),
      expect.stringMatching(`/${id}/source\\?partNumber=3&size=${4 * mebibyte}$`),
    ]);
    const beyond = await post(`${url}/parts`, { partNumbers: [4] });
    expect([beyond.status, beyond.body.errors[0]?.message]).toEqual([409, '4 is above 3']);
  });

  test('is resumed from what has arrived', async () => {
    const { put, url } = await begin();
    put(2);
    put(1);
    const { body } = await api.call<UploadView>(`/api/videos${url}`, { as });
    expect(body).toMatchObject({ partSize: 8 * mebibyte, partCount: 3 });
    expect(body.parts.map((part) => part.partNumber)).toEqual([1, 2]);
    expect(body.parts[0]?.etag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  test('is completed, and completing it again changes nothing', async () => {
    const { put, url, id } = await begin();
    const parts = [put(1), put(2), put(3)];
    const done = await post(`${url}/complete`, { parts });
    expect([done.status, done.body.status]).toEqual([200, 'queued']);
    const again = await post(`${url}/complete`, { parts });
    expect([again.status, again.body.status]).toEqual([200, 'queued']);
    expect((await api.catalog.get(id))?.source).toMatchObject({ size, etag: expect.any(String) });
    const resumed = await api.call(`/api/videos${url}`, { as });
    expect([resumed.status, resumed.body.code]).toEqual([409, 'not_uploading']);
  });

  test('that was completed before anybody could write it down is found in the bucket', async () => {
    const { put, url, id } = await begin();
    const parts = [put(1), put(2), put(3)];
    const key = (await api.catalog.get(id))?.source.key ?? '';
    for (const uploadId of [...api.buckets.uploads.open.keys()])
      await api.buckets.uploads.abort({ key, uploadId });
    api.buckets.uploads.objects.set(key, { etag: 'whole', size });
    const done = await post(`${url}/complete`, { parts });
    expect([done.status, done.body.status]).toEqual([200, 'queued']);
  });

  test('that has expired says so', async () => {
    const { put, url } = await begin();
    const parts = [put(1), put(2), put(3)];
    for (const uploadId of [...api.buckets.uploads.open.keys()])
      await api.buckets.uploads.abort({ key: '', uploadId });
    const done = await post(`${url}/complete`, { parts });
    expect([done.status, done.body.code]).toEqual([409, 'upload_gone']);
  });

  test('is not completed with parts missing, foreign, repeated or short', async () => {
    const { put, url, id } = await begin();
    const complete = (parts: unknown) => post(`${url}/complete`, { parts });
    const [one, two] = [put(1), put(2)];
    const three = { partNumber: 3, etag: 'b'.repeat(32) };
    const missing = await complete([one, two, three]);
    expect([missing.status, missing.body.code]).toEqual([409, 'upload_incomplete']);
    expect(missing.body.errors).toEqual([{ path: 'parts.3', message: 'has not arrived' }]);
    put(3, 1);
    const foreign = await complete([one, two, three]);
    expect([foreign.status, foreign.body.code]).toEqual([409, 'part_mismatch']);
    expect((await complete([one, one])).body.code).toBe('part_mismatch');
    const short = await complete([one, two, put(3, 1)]);
    expect([short.status, short.body.code]).toEqual([409, 'size_mismatch']);
    expect(short.body.detail).toContain(String(size));
    expect((await api.catalog.get(id))?.status).toBe('uploading');
  });

  test('is given up: the video goes too', async () => {
    const { url, id } = await begin();
    const aborted = await api.call(`/api/videos${url}`, { method: 'DELETE', as });
    expect(aborted.status).toBe(204);
    expect(api.buckets.purged).toContain(id);
    const done = await api.video('ready', {
      ownerId: (await api.call<User>('/api/auth/me', { as })).body.id,
    });
    const late = await api.call(`/api/videos/${done.id}/upload`, { method: 'DELETE', as });
    expect([late.status, late.body.code]).toEqual([409, 'not_uploading']);
  });

  test('leaves nothing in the bucket when the video cannot be created', async () => {
    const broken = await startHarness({
      catalog: { ...api.catalog, create: () => Promise.reject(new Error('table on fire')) },
    });
    try {
      const token = broken.cognito.accessToken(broken.cognito.addUser('x@example.com'));
      const answer = await broken.call('/api/videos', { method: 'POST', as: token, body: wish });
      expect([answer.status, answer.body.code]).toEqual([500, 'internal_error']);
      expect(answer.text).not.toContain('on fire');
      expect(broken.buckets.uploads.open.size).toBe(0);
    } finally {
      await broken.close();
    }
  });
});

test('twenty unfinished uploads are enough for one owner', async () => {
  const token = api.cognito.accessToken(api.cognito.addUser('eager@example.com'));
  const another = () => api.call('/api/videos', { method: 'POST', as: token, body: wish });
  for (let count = 0; count < 20; count++) expect((await another()).status).toBe(201);
  const refused = await another();
  expect([refused.status, refused.body.code]).toEqual([409, 'too_many_uploads']);
});

describe('wishes that are refused', () => {
  test.each([
    ['zero bytes', { size: 0 }, 'size'],
    ['more than 50 GB', { size: 50 * 1024 ** 3 + 1 }, 'size'],
    ['half a byte', { size: 1.5 }, 'size'],
    ['a size in words', { size: '20' }, 'size'],
    ['a page', { contentType: 'text/html' }, 'contentType'],
    ['a drawing', { contentType: 'image/svg+xml' }, 'contentType'],
    ['no title', { title: '   ' }, 'title'],
    ['a long title', { title: 'x'.repeat(121) }, 'title'],
    ['a long description', { description: 'x'.repeat(5_001) }, 'description'],
    ['an unknown visibility', { visibility: 'secret' }, 'visibility'],
    ['a file name with a line break', { fileName: 'a\nb.mp4' }, 'fileName'],
    ['a long file name', { fileName: 'x'.repeat(256) }, 'fileName'],
    ['five hours', { durationSeconds: 5 * 3600 }, 'durationSeconds'],
    ['a status of its own', { status: 'ready' }, 'status'],
    ['an owner of its own', { ownerId: 'me' }, 'ownerId'],
  ])('%s', async (_name, changes, path) => {
    const { status, body } = await post('', { ...wish, ...changes });
    expect(status).toBe(400);
    expect(body.code).toBe('validation_failed');
    expect(body.errors.map((error) => error.path)).toEqual([path]);
  });

  test('more minutes than a day allows', async () => {
    const { status, body } = await post('', { ...wish, durationSeconds: 101 * 60 });
    expect([status, body.code]).toEqual([403, 'over_daily_minutes']);
  });

  test.each([
    { partNumbers: [] },
    { partNumbers: [0] },
    { partNumbers: ['1'] },
    { partNumbers: Array(101).fill(1) },
    { partNumbers: [1], key: 'x' },
  ])('part numbers %j', async (body) => {
    const { url } = await begin();
    expect((await post(`${url}/parts`, body)).status).toBe(400);
  });
});
