import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listen } from '../../../../test/loopback-server.ts';
import { until } from '../../../../test/until.ts';
import { type Harness, startHarness } from '../../test/harness.ts';
import { createMetrics, createMetricsServer } from './metrics.ts';

/** What is looked at of the document. */
interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, object>>;
}

let api: Harness;
let as: string;

beforeAll(async () => {
  api = await startHarness();
  as = api.cognito.accessToken(api.cognito.addUser('caller@example.com'));
});
afterAll(() => api.close());

const account = { email: 'a@example.com', password: 'long enough, surely', displayName: 'A' };

describe('bodies that are refused', () => {
  const post = (path: string, raw: string | Buffer, type = 'application/json') =>
    api.call(path, { method: 'POST', as, raw, headers: { 'content-type': type } });

  test.each([
    ['broken JSON', '{"email":', 'application/json', 400, 'malformed_json'],
    ['a bare word', '"text"', 'application/json', 400, 'malformed_json'],
    ['a list', '[]', 'application/json', 400, 'validation_failed'],
    ['nothing', '', 'application/json', 400, 'validation_failed'],
    ['a form', 'email=x', 'application/x-www-form-urlencoded', 415, 'unsupported_media_type'],
    ['text that is JSON', '{}', 'text/plain', 415, 'unsupported_media_type'],
    ['another charset', '{}', 'application/json; charset=euc-kr', 415, 'unsupported_charset'],
    ['too much', `"${'x'.repeat(70_000)}"`, 'application/json', 413, 'body_too_large'],
  ])('%s', async (_name, raw, type, status, code) => {
    const answer = await post('/api/auth/sign-in', raw, type);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  test('compressed ones', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const answer = await api.call('/api/auth/sign-in', { method: 'POST', raw: 'x', headers });
    expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_encoding']);
  });

  test.each([
    ['/api/auth/sign-up', { ...account, role: 'moderator' }, 'role'],
    ['/api/auth/sign-up', { ...account, email: 'nobody' }, 'email'],
    ['/api/auth/sign-up', { ...account, email: ['a@example.com'] }, 'email'],
    ['/api/auth/sign-up', { ...account, email: `${'x'.repeat(250)}@a.io` }, 'email'],
    ['/api/auth/sign-up', { ...account, password: 'short' }, 'password'],
    ['/api/auth/sign-up', { ...account, password: 'x'.repeat(257) }, 'password'],
    ['/api/auth/sign-up', { ...account, displayName: ' ' }, 'displayName'],
    ['/api/auth/sign-up', { ...account, displayName: '\u200b' }, 'displayName'],
    ['/api/auth/sign-up', { ...account, displayName: 'x'.repeat(61) }, 'displayName'],
    ['/api/auth/confirm', { email: 'a@example.com', code: '12345' }, 'code'],
    ['/api/auth/confirm', { email: 'a@example.com', code: 123_456 }, 'code'],
    ['/api/auth/resend-code', { email: 'a@example.com', to: 'b' }, 'to'],
    ['/api/auth/sign-in', { email: 'a@example.com' }, 'password'],
    ['/api/auth/sign-in', { email: 'a@example.com', password: {} }, 'password'],
    ['/api/auth/forgot-password', {}, 'email'],
    ['/api/auth/reset-password', { email: 'a@example.com', code: '123456' }, 'password'],
  ])('%s %j names %s', async (path, body, field) => {
    const answer = await api.call(path, { method: 'POST', body });
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error) => error.path)).toEqual([field]);
  });

  test.each([
    [{}, ''],
    [{ title: 5 }, 'title'],
    [{ title: 'x'.repeat(121) }, 'title'],
    [{ title: '\u200b\u2060\u202e' }, 'title'],
    [{ title: '\u3164' }, 'title'],
    [{ title: 'cut \ud83c' }, 'title'],
    [{ description: '\ude00' }, 'description'],
    [{ views: 1_000_000 }, 'views'],
    [{ visibility: null }, 'visibility'],
  ])('PATCH with %j', async (body, field) => {
    const { id } = await api.video('ready');
    const answer = await api.call(`/api/videos/${id}`, { method: 'PATCH', as, body });
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([400, field]);
  });

  test('keys that poison objects are only unknown fields', async () => {
    const answer = await post('/api/auth/sign-in', '{"__proto__":{"admin":true}}');
    expect(answer.status).toBe(400);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('paths that are none', () => {
  test.each([
    '/api/videos/..%2f..%2fetc%2fpasswd',
    '/api/videos/%00',
    '/api/videos/%ff',
    '/api/videos/undefined',
    '/api/videos/01jzk4q5r6s7t8v9waxbyczd0e',
    `/api/videos/${'A'.repeat(5_000)}`,
    '/api/videos/01JZK4Q5R6S7T8V9WAXBYCZD0E/..%2f',
    '/api/videos/01JZK4Q5R6S7T8V9WAXBYCZD0E/events/x',
    '/api/nothing',
    '/api',
    '/etc/passwd',
    '/',
  ])('%s', async (path) => {
    const { status, body, headers } = await api.call(path, { as });
    expect(status).toBe(404);
    expect(body).toMatchObject({ type: 'about:blank', title: 'Not Found', status: 404 });
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(body.instance).toBe(headers.get('x-request-id'));
  });

  test.each([
    ['PUT', '/api/videos', 'GET, HEAD, POST'],
    ['POST', '/api/auth/me', 'GET, HEAD'],
    ['GET', '/api/auth/sign-in', 'POST'],
    ['POST', '/api/videos/01JZK4Q5R6S7T8V9WAXBYCZD0E', 'DELETE, GET, HEAD, PATCH'],
  ])('%s %s says what it takes', async (method, path, allow) => {
    const answer = await api.call(path, { method, as });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  });
});

test('a request that is not HTTP is answered and let go', async () => {
  const { port } = new URL(api.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write('nonsense\r\n\r\n');
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 /);
});

test('every answer carries its id, and the security headers', async () => {
  const given = await api.call('/api/auth/me', { headers: { 'x-request-id': 'trace-12345678' } });
  expect(given.headers.get('x-request-id')).toBe('trace-12345678');
  const made = await api.call('/api/auth/me', { headers: { 'x-request-id': 'a "b" c' } });
  expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  expect(made.headers.get('content-security-policy')).toBe(
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(made.headers.get('strict-transport-security')).toContain('max-age=63072000');
  expect(made.headers.get('permissions-policy')).toContain('camera=()');
  expect(made.headers.get('x-powered-by')).toBeNull();
});

test('the OpenAPI document is served', async () => {
  const { body, headers } = await api.call<OpenApi>('/api/openapi.json');
  expect(body.openapi).toBe('3.2.0');
  expect(headers.get('cache-control')).toBe('public, max-age=300');
});

test('every path of the OpenAPI document exists, for every method it names', async () => {
  const { body } = await api.call<OpenApi>('/api/openapi.json');
  const params: Record<string, string> = { id: '01JZK4Q5R6S7T8V9WAXBYCZD0E', lang: 'ko' };
  // Those of live channels are apps/live's, behind another door.
  const paths = Object.entries(body.paths).filter(([pattern]) => !pattern.startsWith('/live/'));
  for (const [pattern, operations] of paths)
    for (const method of Object.keys(operations)) {
      const path = pattern.replace(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? '');
      const answer = await api.call(`/api${path}`, { method: method.toUpperCase() });
      expect([pattern, method, answer.status === 405]).toEqual([pattern, method, false]);
      expect(answer.body?.code).not.toBe('unknown_route');
    }
});

test('readiness follows the life of the process and the database', async () => {
  expect((await api.call('/readyz')).status).toBe(200);
  api.availability.state = 'draining';
  const draining = await api.call('/readyz');
  expect([draining.status, draining.body.status]).toEqual([503, 'draining']);
  expect(draining.headers.get('connection')).toBe('close');
  expect((await api.call('/healthz')).status).toBe(200);
  api.availability.state = 'serving';

  const get = () => Promise.reject(new Error('unreachable'));
  const lost = await startHarness({ catalog: { ...api.catalog, get } });
  expect((await lost.call('/readyz')).status).toBe(503);
  expect((await lost.call('/healthz')).status).toBe(200);
  await lost.close();
});

test('a busy database is "later", and what broke stays in the log', async () => {
  const busy = Object.assign(new Error('secret detail'), { name: 'ThrottlingException' });
  const get = () => Promise.reject(busy);
  const slow = await startHarness({ catalog: { ...api.catalog, get } });
  const answer = await slow.call('/api/videos/01JZK4Q5R6S7T8V9WAXBYCZD0E');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
  expect(answer.text).not.toContain('secret detail');
  expect(slow.log.join('')).toContain('secret detail');
  await slow.close();
});

test('requests are measured by route, not by path', async () => {
  const metrics = createMetrics();
  const measured = await startHarness({ metrics });
  for (const path of ['/api/videos', '/api/videos/01JZK4Q5R6S7T8V9WAXBYCZD0E', '/api/nothing'])
    await measured.call(path);
  await until(async () => /"none"/.test(await metrics.registry.metrics()));
  const text = await metrics.registry.metrics();
  const routes = [...text.matchAll(/_count\{method="GET",route="([^"]+)"/g)].map((one) => one[1]);
  expect(routes.sort()).toEqual(['/api/videos', '/api/videos/:id', 'none']);
  expect((await measured.call('/metrics')).status).toBe(404);
  await measured.close();
});

test('the metrics server answers /metrics alone', async () => {
  const metrics = createMetrics();
  metrics.observe('GET', '/api/videos/:id', 404, 0.012);
  const server = createMetricsServer(metrics);
  const { url, close } = await listen(server);
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain(
    'http_request_duration_seconds_count{method="GET",route="/api/videos/:id",status="404"} 1',
  );
  expect((await fetch(url)).status).toBe(404);
  await close();
});
