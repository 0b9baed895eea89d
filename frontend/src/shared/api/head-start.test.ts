import { beforeEach, expect, test } from '@jest/globals';
import { peekHeadStart, takeHeadStart } from './head-start.ts';

const video = 'http://localhost/api/videos/a';
const answer = Promise.resolve({ status: 200 } as Response);
const request = (method: string, url: string) => ({ method, url }) as Request;

beforeEach(() => {
  window.tidecastHeadStart = new Map([[`GET ${video}`, answer]]);
});

test('an answer that is under way is given out once', () => {
  expect(takeHeadStart(request('GET', video))).toBe(answer);
  expect(takeHeadStart(request('GET', video))).toBeUndefined();
});

test('other requests have none', () => {
  expect(takeHeadStart(request('PATCH', video))).toBeUndefined();
  expect(takeHeadStart(request('GET', `${video}/playback`))).toBeUndefined();
});

test('nor has any request where nothing was asked for ahead', () => {
  delete window.tidecastHeadStart;
  expect(takeHeadStart(request('GET', video))).toBeUndefined();
});

test('a copy can be read before the answer is taken', async () => {
  const read = { status: 200, clone: () => ({ status: 201 }) };
  window.tidecastHeadStart = new Map([[`GET ${video}`, Promise.resolve(read as Response)]]);
  expect(await peekHeadStart({ method: 'GET', url: video })).toEqual({ status: 201 });
  expect(await takeHeadStart(request('GET', video))).toBe(read);
  expect(peekHeadStart({ method: 'GET', url: video })).toBeUndefined();
});
