import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { VideoStatus } from '@tidecast/catalog/video';
import {
  type ChannelProblemCode,
  type ProblemCode,
  problemCodes,
} from '@tidecast/contract/problem-codes';
import { createTokenVerifier } from '@tidecast/http/token-verifier';
import { until } from '../../../test/until.ts';
import { password } from '../test/fake-cognito.ts';
import { type Answer, type Harness, startHarness } from '../test/harness.ts';
import type { AppDependencies } from './app.ts';

/** Those of channels are said by apps/live, as is `forbidden`: here, what is not yours is not there. */
type ApiProblemCode = Exclude<ProblemCode, ChannelProblemCode | 'forbidden'>;

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

const nowhere = '01JZK4Q5R6S7T8V9WAXBYCZD0E';
const wish = {
  title: 'A tide',
  visibility: 'public',
  fileName: 'tide.mp4',
  size: 1_000,
  contentType: 'video/mp4',
};
const size = 9 * 1024 ** 2;

const post = (path: string, body: unknown) => api.call(path, { method: 'POST', as, body });
const auth = (path: string, body: object) =>
  api.call(`/api/auth/${path}`, { method: 'POST', body: { email: 'none@example.com', ...body } });
const raw = (body: string, headers: Record<string, string>) =>
  api.call('/api/auth/sign-in', { method: 'POST', raw: body, headers });
const estimate = (width: number) =>
  post('/api/estimate', { durationSeconds: 60, width, height: width });

async function video(status: VideoStatus, retryable = true): Promise<string> {
  return `/api/videos/${(await api.video(status, { ownerId, retryable })).id}`;
}

async function caption(lang: string, body: string | Buffer, at?: string): Promise<Answer> {
  const url = `${at ?? (await video('ready'))}/captions/${lang}`;
  const headers = { 'content-type': 'text/vtt' };
  return api.call(url, { method: 'PUT', as, raw: body, headers });
}
const captions = 'WEBVTT\n\n00:01.000 --> 00:02.000\nThe tide\n';

/** An upload of two parts that is completed with those that `parts` makes of the ones put. */
async function complete(parts: (put: readonly { etag: string }[]) => object[], last = 1024 ** 2) {
  const begun = await api.call<{ video: { id: string } }>('/api/videos', {
    method: 'POST',
    as,
    body: { ...wish, size },
  });
  const { id } = begun.body.video;
  const put = [8 * 1024 ** 2, last].map((bytes, n) => {
    const { partNumber, etag } = api.buckets.uploads.put(id, n + 1, bytes);
    return { partNumber, etag };
  });
  return post(`/api/videos/${id}/upload/complete`, { parts: parts(put) });
}

/** What an API answers whose parts are other than usual. */
async function withParts(
  parts: Partial<AppDependencies>,
  path: string,
  options?: Parameters<Harness['call']>[1],
): Promise<Answer> {
  const other = await startHarness(parts);
  try {
    return await other.call(path, options);
  } finally {
    await other.close();
  }
}
const broken = (error: Error) => ({ ...api.catalog, get: () => Promise.reject(error) });

async function whileCognito<T>(failWith: string, ask: () => Promise<T>): Promise<T> {
  api.cognito.failWith = failWith;
  try {
    return await ask();
  } finally {
    api.cognito.failWith = undefined;
  }
}

/** Each problem's own cause, through the public door. */
const causes: Readonly<Record<ApiProblemCode, () => Promise<Answer>>> = {
  validation_failed: () => estimate(0),
  invalid_cursor: () => api.call('/api/videos?cursor=made-up'),
  malformed_json: () => raw('{"email":', { 'content-type': 'application/json' }),
  body_too_large: () => raw(`"${'x'.repeat(70_000)}"`, { 'content-type': 'application/json' }),
  unsupported_media_type: () => raw('{}', { 'content-type': 'text/plain' }),
  unsupported_encoding: () =>
    raw('x', { 'content-type': 'application/json', 'content-encoding': 'gzip' }),
  unsupported_charset: () => raw('{}', { 'content-type': 'application/json; charset=euc-kr' }),
  not_signed_in: () => api.call('/api/auth/me'),
  session_expired: () => {
    const headers = { cookie: '__Host-tc_refresh=of-yesterday' };
    return api.call(`/api/videos/${nowhere}`, { headers });
  },
  invalid_token: () => api.call('/api/auth/me', { as: 'nonsense' }),
  invalid_credentials: () => auth('sign-in', { password }),
  email_not_confirmed: () => {
    const { email } = api.cognito.addUser('early@example.com', { confirmed: false });
    return auth('sign-in', { email, password });
  },
  password_reset_required: () =>
    whileCognito('PasswordResetRequiredException', () => auth('sign-in', { password })),
  challenge_unsupported: () => {
    const { email } = api.cognito.addUser('careful@example.com', { challenge: 'SMS_MFA' });
    return auth('sign-in', { email, password });
  },
  invalid_code: () => auth('confirm', { code: '000000' }),
  weak_password: () => auth('sign-up', { password: 'weak but long', displayName: 'W' }),
  cross_origin: () => {
    const headers = { cookie: '__Host-tc_refresh=x', origin: 'https://evil.example' };
    return api.call('/api/auth/sign-out', { method: 'POST', headers });
  },
  not_found: () => api.call(`/api/videos/${nowhere}`),
  unknown_route: () => api.call('/api/nothing'),
  method_not_allowed: () => api.call('/api/auth/me', { method: 'POST' }),
  over_daily_minutes: () => post('/api/videos', { ...wish, durationSeconds: 101 * 60 }),
  async too_many_uploads() {
    const eager = api.cognito.accessToken(api.cognito.addUser('eager@example.com'));
    const another = () => api.call('/api/videos', { method: 'POST', as: eager, body: wish });
    for (let count = 0; count < 20; count++) await another();
    return another();
  },
  not_uploading: async () => api.call(`${await video('ready')}/upload`, { as }),
  upload_gone: async () => api.call(`${await video('uploading')}/upload`, { as }),
  upload_incomplete: () => complete((put) => put.slice(1)),
  part_mismatch: () => complete((put) => put.map((part) => ({ ...part, etag: 'b'.repeat(32) }))),
  size_mismatch: () => complete((put) => [...put], 1),
  not_playable: async () => post(`${await video('queued')}/playback`, undefined),
  not_retryable: async () => post(`${await video('failed', false)}/retry`, undefined),
  unknown_language: () => caption('zz', captions),
  captions_not_utf8: () => caption('ko', Buffer.from([0xb0, 0xa1, 0x0a])),
  captions_invalid: () => caption('ko', '<html>'),
  async too_many_captions() {
    const url = await video('ready');
    const tags = 'en ko ja zh fr de es it pt ru nl sv da nb fi pl cs hu tr el'.split(' ');
    for (const tag of tags) await caption(tag, captions, url);
    return caption('uk', captions, url);
  },
  async too_many_requests() {
    const { email } = api.cognito.addUser('guessed@example.com');
    const guess = () => auth('sign-in', { email, password: 'wrong' });
    for (let times = 0; times < 10; times++) await guess();
    return guess();
  },
  too_many_attempts: () =>
    whileCognito('TooManyFailedAttemptsException', () => auth('confirm', { code: '000000' })),
  async too_many_streams() {
    const url = `${api.url}${await video('queued')}/events`;
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${as}` };
    const open = () => fetch(url, { headers, signal: leaving.signal });
    await Promise.all(Array.from({ length: 100 }, open));
    try {
      return await api.call(new URL(url).pathname, { as });
    } finally {
      leaving.abort();
    }
  },
  internal_error: () =>
    withParts({ catalog: broken(new Error('on fire')) }, `/api/videos/${nowhere}`),
  unavailable: () => {
    const busy = Object.assign(new Error('busy'), { name: 'ThrottlingException' });
    return withParts({ catalog: broken(busy) }, `/api/videos/${nowhere}`);
  },
  identity_unavailable: () => {
    const { userPoolId, clientId } = api.cognito;
    const cognitoEndpoint = 'http://127.0.0.1:1';
    const verifier = createTokenVerifier({ userPoolId, clientId, cognitoEndpoint });
    return withParts({ verifier }, '/api/auth/me', { as });
  },
};

test.each(Object.keys(causes) as ApiProblemCode[])('%s is said by its own cause', async (code) => {
  const { status, body, headers } = await causes[code]();
  expect([status, body.code, body.status]).toEqual([
    problemCodes[code].status,
    code,
    problemCodes[code].status,
  ]);
  expect(headers.get('content-type')).toBe('application/problem+json');
});

test('a client that disconnects while sending its body does not count as our failure', async () => {
  const { port } = new URL(api.url);
  const socket = connect(Number(port), '127.0.0.1');
  const type = 'Content-Type: application/json\r\nContent-Length: 100';
  socket.end(`POST /api/auth/sign-in HTTP/1.1\r\nHost: x\r\n${type}\r\n\r\n{"email":`);
  const ended = (status: string) =>
    api.log.some((line) => line.includes('/api/auth/sign-in') && line.includes(status));
  await until(() => ended('"status":499'));
  expect(ended('"status":500')).toBe(false);
  socket.destroy();
});
