import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '../../../test/until.ts';
import { startEdgeTestBed } from './edge-test-bed.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let bed: Awaited<ReturnType<typeof startEdgeTestBed>>;
let api: Handler;
let calls = 0;

beforeAll(async () => {
  bed = await startEdgeTestBed((request, response) => {
    calls += 1;
    api(request, response);
  });
});
beforeEach(() => {
  calls = 0;
  bed.edge.purge(['/*']);
});
afterAll(() => bed.close());

/** An API that counts its answers under a Cache-Control. */
function counting(cacheControl: string, more: Record<string, string> = {}): Handler {
  return (_request, response) => {
    response.writeHead(200, { 'cache-control': cacheControl, etag: `"v${calls}"`, ...more });
    response.end(`answer ${calls}`);
  };
}

describe('the proxy', () => {
  test('passes method, path, body and end-to-end headers, and appends the address', async () => {
    let seen: { url?: string; headers?: IncomingMessage['headers']; body: string } = { body: '' };
    api = (request, response) => {
      seen = { url: request.url ?? '', headers: request.headers, body: '' };
      request.on('data', (chunk) => {
        seen.body += chunk;
      });
      request.on('end', () => {
        response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'], 'keep-alive': 'timeout=1' });
        response.end('made');
      });
    };
    const answer = await fetch(`${bed.edge.url}/api/videos/%E2%9C%93?q=a+b`, {
      method: 'POST',
      body: '{"title":"x"}',
      headers: { 'x-forwarded-for': '203.0.113.9', 'x-custom': 'yes', te: 'trailers' },
    });
    expect([answer.status, await answer.text()]).toEqual([201, 'made']);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(seen.url).toBe('/api/videos/%E2%9C%93?q=a+b');
    expect(seen.body).toBe('{"title":"x"}');
    expect(seen.headers).toMatchObject({
      'x-custom': 'yes',
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    expect(seen.headers?.te).toBeUndefined();
  });

  test('lets an event stream through as it is said, and ends it when the visitor leaves', async () => {
    let stream: ServerResponse | undefined;
    let left = false;
    api = (_request, response) => {
      stream = response;
      response.once('close', () => {
        left = true;
      });
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.flushHeaders();
    };
    const abort = new AbortController();
    const answer = await fetch(`${bed.edge.url}/api/events`, { signal: abort.signal });
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (const text of ['data: 1\n\n', 'data: 2\n\n']) {
      stream?.write(text);
      expect(await reader?.read()).toEqual({ done: false, value: text });
    }
    abort.abort();
    await until(() => left);
  });

  test('stops the request to the API when the visitor breaks off an upload', async () => {
    let aborted = false;
    let begun = false;
    api = (request) => {
      begun = true;
      request.on('error', () => {
        aborted = true;
      });
      request.resume();
    };
    const { port } = new URL(bed.edge.url);
    const upload = httpRequest({ port, host: '127.0.0.1', path: '/api/x', method: 'PUT' });
    upload.on('error', () => undefined);
    upload.write('half');
    await until(() => begun);
    upload.destroy();
    await until(() => aborted);
    expect(bed.errors).toEqual([]);
  });

  test('says that the API is starting, or that it broke off', async () => {
    bed.clock.apiUp = false;
    const down = await fetch(`${bed.edge.url}/api/videos`);
    bed.clock.apiUp = true;
    expect([down.status, down.headers.get('retry-after')]).toEqual([503, '1']);
    expect(down.headers.get('content-type')).toBe('application/problem+json');
    api = (request) => request.socket.destroy();
    const broken = await fetch(`${bed.edge.url}/api/videos`);
    expect(broken.status).toBe(502);
    expect(await broken.json()).toMatchObject({ code: 'bad_gateway' });
  });

  test('breaks off its own answer when the API breaks off in the middle', async () => {
    api = (_request, response) => {
      response.writeHead(200, { 'content-length': '100', 'cache-control': 's-maxage=60' });
      response.write('half', () => response.destroy());
    };
    await expect(bed.get('/api/videos?cut')).rejects.toThrow();
    api = counting('s-maxage=60');
    expect((await bed.get('/api/videos?cut')).body.toString()).toBe('answer 2');
  });
});

describe('the shared cache', () => {
  test('answers from memory while fresh, with Age and the validators', async () => {
    api = counting('public, max-age=0, s-maxage=60');
    const first = await bed.get('/api/videos?limit=2');
    expect([first.headers['x-cache'], first.body.toString()]).toEqual([
      'Miss from edge',
      'answer 1',
    ]);
    bed.clock.now += 7_000;
    const second = await bed.get('/api/videos?limit=2');
    expect(second.headers).toMatchObject({ 'x-cache': 'Hit from edge', age: '7', etag: '"v1"' });
    expect(second.body.toString()).toBe('answer 1');
    const same = await bed.get('/api/videos?limit=2', { 'if-none-match': '"v1"' });
    expect([same.status, same.body.length, calls]).toEqual([304, 0, 1]);
    expect((await bed.get('/api/videos?limit=3')).body.toString()).toBe('answer 2');
  });

  test('gives the stale answer and fetches a new one behind it', async () => {
    api = counting('s-maxage=60, stale-while-revalidate=300');
    await bed.get('/api/videos');
    bed.clock.now += 100_000;
    expect((await bed.get('/api/videos')).body.toString()).toBe('answer 1');
    await until(async () => (await bed.get('/api/videos')).body.toString() === 'answer 2');
    expect(calls).toBe(2);
    bed.clock.now += 361_000;
    expect((await bed.get('/api/videos')).headers['x-cache']).toBe('Miss from edge');
  });

  test('keeps the stale answer while the API is away, and drops it when it turns private', async () => {
    api = counting('s-maxage=60, stale-while-revalidate=300');
    await bed.get('/api/videos');
    bed.clock.now += 100_000;
    bed.clock.apiUp = false;
    expect((await bed.get('/api/videos')).body.toString()).toBe('answer 1');
    bed.clock.apiUp = true;
    api = counting('private, no-store');
    await bed.get('/api/videos');
    await until(async () => (await bed.get('/api/videos')).headers['x-cache'] === 'Miss from edge');
  });

  test('never keeps what is private, sets a cookie or varies by what it does not know', async () => {
    const handlers = [
      counting('private, no-store'),
      counting('s-maxage=60', { 'set-cookie': 'a=1' }),
      counting('s-maxage=60', { vary: 'Accept-Language' }),
      counting('public, max-age=0'),
    ];
    for (const handler of handlers) {
      api = handler;
      await bed.get('/api/videos');
      expect((await bed.get('/api/videos')).headers['x-cache']).toBe('Miss from edge');
    }
  });

  test('gives one session nothing of another', async () => {
    api = counting('s-maxage=60');
    await bed.get('/api/videos', { cookie: 'tc_access=a' });
    const other = await bed.get('/api/videos', { cookie: 'tc_access=b' });
    expect(other.headers['x-cache']).toBe('Miss from edge');
    const nobody = await bed.get('/api/videos');
    expect(nobody.headers['x-cache']).toBe('Miss from edge');
  });

  test('forgets what is purged, and what was on its way during the purge', async () => {
    api = counting('s-maxage=60');
    await bed.get('/api/videos?cursor=x');
    await bed.get('/api/videos/01A');
    bed.edge.purge(['/api/videos?*']);
    expect((await bed.get('/api/videos?cursor=x')).headers['x-cache']).toBe('Miss from edge');
    expect((await bed.get('/api/videos/01A')).headers['x-cache']).toBe('Hit from edge');

    let release: (() => void) | undefined;
    api = (request, response) => {
      release = () => counting('s-maxage=60')(request, response);
    };
    const late = bed.get('/api/late');
    await until(() => release !== undefined);
    bed.edge.purge(['/api/late']);
    release?.();
    await late;
    api = counting('s-maxage=60');
    expect((await bed.get('/api/late')).headers['x-cache']).toBe('Miss from edge');
  });
});

test('a request broken off at once leaves nothing behind', async () => {
  api = (_request, response) => response.end('x'.repeat(100_000));
  const { port } = new URL(bed.edge.url);
  const request = httpRequest({ port, host: '127.0.0.1', path: '/api/x' }).end();
  const [response] = await once(request, 'response');
  response.destroy();
  expect((await bed.get('/api/y')).status).toBe(200);
  expect(bed.errors).toEqual([]);
});
