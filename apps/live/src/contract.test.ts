import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addressKey } from '@tidecast/http/limits';
import { openApiDocument } from '@tidecast/http/openapi';
import { sessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import { publicOrigin, startTestBed, type TestBed } from '../test/test-bed.ts';
import { createHandlers } from './handlers.ts';

let bed: TestBed;
beforeAll(async () => {
  bed = await startTestBed();
});
afterAll(() => bed.close());

const methods = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

const document = openApiDocument(sessionCookiePolicy(publicOrigin));

/** The paths of the document that are served here, and the methods it names. */
const documented = Object.entries(document.paths ?? {})
  .filter(([path]) => path.startsWith('/live/'))
  .map(([path, operations]): [string, string[]] => [
    path.slice('/live'.length),
    Object.keys(operations).map((method) => method.toUpperCase()),
  ]);

test.each(documented)(
  '%s takes the methods that the document names, and no other',
  async (pattern, named) => {
    const path = pattern
      .replace('{id}', '01JZ0000000000000000000000')
      .replaceAll(/\{\w+\}/g, 'somebody');
    for (const method of methods) {
      const { status, body } = await bed.call(method, path);
      expect([method, status === 405]).toEqual([method, !named.includes(method)]);
      expect(body.code).not.toBe('unknown_route');
    }
  },
);

test('every route that is served stands in the document', () => {
  const handlers = createHandlers(bed.appDependencies, sessionCookiePolicy(publicOrigin));
  const operations = documented.flatMap(([path]) =>
    Object.values(document.paths?.[`/live${path}`] ?? {}),
  );
  const ids = operations.map(({ operationId }) => operationId);
  expect(Object.keys(handlers).toSorted()).toEqual(ids.toSorted());
});

test.each([
  ['GET', '/channels/undefined'],
  ['GET', '/channels/01jz0000000000000000000000'],
  ['GET', '/channels/%ff'],
  ['GET', '/channels/01JZ0000000000000000000000/nothing'],
  ['POST', '/channels/none/chat/token'],
  ['GET', '/videos/..%2f/chat'],
  ['GET', '/nothing'],
])('%s %s does not exist', async (method, path) => {
  expect((await bed.call(method, path, { as: 'mina' })).status).toBe(404);
});

test.each([
  ['GET', '/channels?limit=101', undefined, 'limit'],
  ['GET', '/channels?limit=0x10', undefined, 'limit'],
  ['GET', '/channels?live&live', undefined, 'live'],
  ['POST', '/channels', {}, 'title'],
  ['POST', '/channels', { title: '\u3164' }, 'title'],
  ['POST', '/channels', { title: 'x'.repeat(121) }, 'title'],
  ['PATCH', '/channels/01JZ0000000000000000000000', {}, ''],
  ['PATCH', '/channels/01JZ0000000000000000000000', { slowModeSeconds: 3_601 }, 'slowModeSeconds'],
  ['POST', '/channels/01JZ0000000000000000000000/chat/bans', { userId: 'x' }, 'reason'],
  ['POST', '/channels/01JZ0000000000000000000000/moderators', { userId: 'a b' }, 'userId'],
])('%s %s with %j is refused and names the field', async (method, path, body, field) => {
  const options = body === undefined ? {} : { body };
  const answer = await bed.call(method, path, { as: 'mina', ...options });
  expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  expect(answer.body.errors).toMatchObject([{ path: field }]);
});

test('a cursor that is none is refused whatever there is to list', async () => {
  const nowhere = '01JZ0000000000000000000000';
  for (const path of [
    '/channels?cursor=null',
    `/channels/${nowhere}/chat/messages?before=null`,
    `/videos/${nowhere}/chat?cursor=null`,
  ]) {
    const { status, body } = await bed.call('GET', path);
    expect([path, status, body.code]).toEqual([path, 400, 'invalid_cursor']);
  }
});

test.each([
  ['a form', { 'content-type': 'text/plain' }, '{}', 415, 'unsupported_media_type'],
  ['broken JSON', {}, '{"title":', 400, 'malformed_json'],
  ['too much', {}, `"${'x'.repeat(16 * 1024)}"`, 413, 'body_too_large'],
])('a body that is %s is refused', async (_what, headers, raw, status, code) => {
  const answer = await bed.call('POST', '/channels', { as: 'mina', raw, headers });
  expect([answer.status, answer.body.code]).toEqual([status, code]);
});

test('every answer has its id and the security headers, and is not cached', async () => {
  const headers = { 'x-request-id': 'trace-12345678' };
  const answer = await bed.call('GET', '/channels', { headers });
  expect(answer.headers).toMatchObject({
    'X-Request-Id': 'trace-12345678',
    'Cache-Control': 'private, no-store',
    'Content-Security-Policy': expect.stringContaining("default-src 'none'"),
    'Strict-Transport-Security': expect.stringContaining('max-age='),
    'X-Content-Type-Options': 'nosniff',
  });
});

test.each([
  ['nothing', undefined],
  ['no word of who', { userId: 'mina' }],
  ['rights that are no boolean', { session: 'signed-in', userId: 'm', moderator: 'false' }],
])('an authorizer that says %s lets nobody in', async (_what, session) => {
  const answer = await bed.call('GET', '/channels', { session });
  expect([answer.status, answer.body.code]).toEqual([503, 'identity_unavailable']);
});

test('what one network may ask is limited, and the refusal says for how long', async () => {
  const from = (address: string) =>
    bed.call('GET', '/channels/none', { headers: { 'x-forwarded-for': `${address}, 192.0.2.9` } });
  // Spent without the requests: on a busy machine the window would end before a thousand of them.
  for (let times = 0; times < 1_000; times++)
    await bed.appDependencies.limits.spend('read', addressKey(`2001:db8::${times.toString(16)}`));
  const refused = await from('2001:db8::ffff');
  expect([refused.status, refused.body.code]).toEqual([429, 'too_many_requests']);
  expect(Number(refused.headers['Retry-After'])).toBeGreaterThan(0);
  // Another network of the same provider is somebody else.
  expect((await from('2001:db8:0:1::1')).status).toBe(404);
});
