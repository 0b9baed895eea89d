import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type LoopbackServer, listen } from '../../../test/loopback-server.ts';
import { parseTarget } from '../edge/request-target.ts';
import { createHttpApi } from './http-api.ts';

let server: LoopbackServer;
let url: string;
let authorization: unknown;
let answer: unknown;
let events: { name: string; event: APIGatewayProxyEventV2 }[];

beforeEach(async () => {
  authorization = { isAuthorized: true, context: { session: 'anonymous' } };
  answer = { statusCode: 200, body: '{}' };
  events = [];
  const api = createHttpApi({
    route: { routeKey: 'ANY /api/live/{proxy+}', prefix: '/api/live/' },
    integration: 'http',
    authorizer: 'authorizer',
    invoke: async (name, event) => {
      events.push({ name, event: event as APIGatewayProxyEventV2 });
      if (answer instanceof Error && name === 'http') throw answer;
      return name === 'http' ? answer : authorization;
    },
    log: () => {},
  });
  const answering = createServer((request, response) => {
    const target = parseTarget(request.url ?? '');
    if (target) void api.handle(request, response, target);
  });
  server = await listen(answering);
  url = server.url;
});
afterEach(() => server.close());

test('the integration gets payload 2.0 with what the authorizer said', async () => {
  answer = {
    statusCode: 201,
    headers: { Location: '/x' },
    cookies: ['a=1', 'b=2'],
    body: 'aGk=',
    isBase64Encoded: true,
  };
  const response = await fetch(`${url}/api/live/channels?live&limit=2&limit=3`, {
    method: 'POST',
    headers: { cookie: 'one=1; two=2', 'content-type': 'application/json' },
    body: '{"title":"Tide"}',
  });
  expect([response.status, await response.text()]).toEqual([201, 'hi']);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(events.map(({ name }) => name)).toEqual(['authorizer', 'http']);
  expect(events[0]?.event).toMatchObject({ type: 'REQUEST', cookies: ['one=1', 'two=2'] });
  expect(events[0]?.event.body).toBeUndefined();
  expect(events[1]?.event).toMatchObject({
    version: '2.0',
    rawPath: '/api/live/channels',
    rawQueryString: 'live&limit=2&limit=3',
    queryStringParameters: { live: '', limit: '2,3' },
    pathParameters: { proxy: 'channels' },
    cookies: ['one=1', 'two=2'],
    body: '{"title":"Tide"}',
    isBase64Encoded: false,
    requestContext: {
      http: { method: 'POST', path: '/api/live/channels' },
      authorizer: { lambda: { session: 'anonymous' } },
    },
  });
});

test('bytes that are no text travel in base64', async () => {
  const body = Buffer.from([0, 255, 1]);
  await fetch(`${url}/api/live/x`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body,
  });
  expect(events[1]?.event).toMatchObject({ body: body.toString('base64'), isBase64Encoded: true });
});

test.each([
  [
    'not authorized',
    () => {
      authorization = { isAuthorized: false };
    },
    403,
  ],
  [
    'an authorizer that fails',
    () => {
      authorization = undefined;
    },
    500,
  ],
  [
    'a function that fails',
    () => {
      answer = new Error('broken');
    },
    500,
  ],
  [
    'an answer that is none',
    () => {
      answer = { body: 'x' };
    },
    500,
  ],
])('%s', async (_what, arrange, status) => {
  arrange();
  const response = await fetch(`${url}/api/live/channels`);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ message: expect.any(String) });
});

test('more than Lambda takes is refused before anything is asked', async () => {
  const body = 'x'.repeat(6 * 1024 * 1024 + 1);
  const response = await fetch(`${url}/api/live/channels`, { method: 'POST', body });
  expect(response.status).toBe(413);
  expect(events).toEqual([]);
});
