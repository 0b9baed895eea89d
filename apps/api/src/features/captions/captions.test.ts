import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Playback } from '@tidecast/contract/playback';
import type { VideoView } from '@tidecast/contract/videos';
import { type Harness, startHarness } from '../../../test/harness.ts';

let api: Harness;
let ownerId: string;
let as: string;

beforeAll(async () => {
  api = await startHarness();
  const user = api.cognito.addUser('owner@example.com');
  ownerId = user.sub;
  as = api.cognito.accessToken(user);
});
afterAll(() => api.close());

const srt = '\uFEFF1\r\n00:00:01,000 --> 00:00:02,500\r\n안녕 <b>바다</b>\r\n';

function put(id: string, lang: string, raw: string | Buffer, type = 'application/x-subrip') {
  const headers = { 'content-type': type };
  return api.call(`/api/videos/${id}/captions/${lang}`, { method: 'PUT', as, raw, headers });
}

test('SRT goes in and WebVTT comes out, for those who may watch', async () => {
  const { id } = await api.video('ready', { ownerId });
  const stored = await put(id, 'KO', srt);
  expect([stored.status, stored.body]).toEqual([
    200,
    { language: 'ko', label: '한국어', updatedAt: expect.any(String) },
  ]);
  const read = await api.call(`/api/videos/${id}/captions/ko`);
  expect(read.headers.get('content-type')).toBe('text/vtt; charset=utf-8');
  expect(read.text).toBe('WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n안녕 <b>바다</b>\n');
  const video = await api.call<VideoView>(`/api/videos/${id}`);
  expect(video.body.captions).toEqual([stored.body]);
  const play = await api.call<Playback>(`/api/videos/${id}/playback`, { method: 'POST' });
  expect(play.body.captions).toEqual([
    { language: 'ko', label: '한국어', url: `/media/v/${id}/captions/ko.vtt` },
  ]);
});

test('a track is replaced and removed', async () => {
  const { id } = await api.video('ready', { ownerId });
  await put(id, 'en', srt);
  await put(id, 'en', 'WEBVTT\n\n00:01.000 --> 00:02.000\nsecond\n', 'text/vtt');
  const url = `/api/videos/${id}/captions/en`;
  expect((await api.call(url)).text).toContain('second');
  expect((await api.call<VideoView>(`/api/videos/${id}`)).body.captions).toHaveLength(1);
  expect((await api.call(url, { method: 'DELETE', as })).status).toBe(204);
  expect((await api.call(url)).status).toBe(404);
  expect((await api.call(url, { method: 'DELETE', as })).status).toBe(404);
  expect([...api.buckets.captions.files.keys()].filter((key) => key.includes(id))).toEqual([]);
});

test('nothing stays of a track whose video is deleted while it is stored', async () => {
  const { id } = await api.video('ready', { ownerId });
  const { captions } = api.buckets;
  const store = captions.put;
  const deleting = jest.spyOn(captions, 'put').mockImplementationOnce(async (key, webvtt) => {
    await store(key, webvtt);
    await api.catalog.markDeleting(id);
  });
  expect((await put(id, 'ko', srt)).status).toBe(404);
  expect(deleting).toHaveBeenCalledTimes(1);
  deleting.mockRestore();
  expect([...captions.files.keys()].filter((key) => key.includes(id))).toEqual([]);
});

test('those of a private video are private', async () => {
  const { id } = await api.video('ready', { ownerId, visibility: 'private' });
  await put(id, 'ko', srt);
  expect((await api.call(`/api/videos/${id}/captions/ko`)).status).toBe(404);
  const other = api.cognito.accessToken(api.cognito.addUser('other@example.com'));
  const refused = await api.call(`/api/videos/${id}/captions/ko`, {
    method: 'PUT',
    as: other,
    raw: srt,
    headers: { 'content-type': 'text/vtt' },
  });
  expect(refused.status).toBe(404);
});

describe('refused', () => {
  test.each([
    ['a language nobody knows', 'zz', srt, 404, 'unknown_language'],
    ['what is not a tag', 'en-', srt, 404, 'unknown_language'],
    ['a path', '..%2f..%2fsource', srt, 404, 'not_found'],
    ['a page', 'ko', '<html>hello</html>', 409, 'captions_invalid'],
    ['nothing', 'ko', '\n', 409, 'captions_invalid'],
    ['too much', 'ko', 'x'.repeat(1024 ** 2 + 1), 413, 'body_too_large'],
    ['another encoding', 'ko', Buffer.from([0xb0, 0xa1, 0x0a]), 409, 'captions_not_utf8'],
  ] as const)('%s', async (_name, lang, raw, status, code) => {
    const { id } = await api.video('ready', { ownerId });
    const answer = await put(id, lang, raw);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('another media type', async () => {
    const { id } = await api.video('ready', { ownerId });
    expect((await put(id, 'ko', '{}', 'application/json')).status).toBe(415);
  });

  test('a faulty line, by its number', async () => {
    const { id } = await api.video('ready', { ownerId });
    const { body } = await put(id, 'ko', `${srt}\r\n2\r\n00:00:05 -> 00:00:06\r\nx\r\n`);
    expect(body.errors).toEqual([{ path: 'line 6', message: expect.stringContaining('-->') }]);
  });

  test('the twenty-first track', async () => {
    const { id } = await api.video('ready', { ownerId });
    const tags = 'en ko ja zh fr de es it pt ru nl sv da nb fi pl cs hu tr el'.split(' ');
    for (const tag of tags) expect((await put(id, tag, srt)).status).toBe(200);
    const refused = await put(id, 'uk', srt);
    expect([refused.status, refused.body.code]).toEqual([409, 'too_many_captions']);
    expect((await put(id, 'el', srt)).status).toBe(200);
  });
});
