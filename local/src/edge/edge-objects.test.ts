import { generateKeyPairSync } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  immutableCacheControl,
  playlistCacheControl,
} from '@tidecast/platform/delivery/behaviours';
import { startEdgeTestBed } from './edge-test-bed.ts';
import { slackWebhook } from './local-pages.ts';

let bed: Awaited<ReturnType<typeof startEdgeTestBed>>;
const segment = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
const script = 'console.log("tide");\n'.repeat(200);

beforeAll(async () => {
  bed = await startEdgeTestBed((_request, response) => response.end('api'));
  await bed.put('web', 'index.html', '<title>Tidecast</title>', 'text/html');
  await bed.put('web', 'assets/main-1a2b.js', script, 'text/javascript');
  await bed.put('media', 'v/A/hls/index.m3u8', '#EXTM3U\n', 'binary/octet-stream');
  await bed.put('media', 'v/A/hls/index_00001.ts', segment, 'binary/octet-stream');
  await bed.put('media', 'v/B/hls/index_00001.ts', segment, 'video/mp2t');
  await bed.put('media', 'p/0123.jpg', 'jpeg', 'image/jpeg');
});
afterAll(() => bed.close());

describe('the web build', () => {
  test('serves every route of the page its HTML, with the security headers', async () => {
    for (const path of ['/', '/watch/01ABC', '/studio?tab=all']) {
      const { status, headers, body } = await bed.get(path);
      expect([path, status, body.toString()]).toEqual([path, 200, '<title>Tidecast</title>']);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['cache-control']).toContain('s-maxage=60');
      expect(headers['content-security-policy']).toContain(
        "connect-src 'self' http://127.0.0.1:4566",
      );
      expect(headers['x-frame-options']).toBe('DENY');
    }
  });

  test('does not answer a missing file with HTML', async () => {
    const { status, headers } = await bed.get('/assets/old-9f9f.js');
    expect([status, headers['cache-control']]).toEqual([404, 'no-store']);
  });

  test('compresses text and names the version by encoding', async () => {
    const brotli = await bed.get('/assets/main-1a2b.js', { 'accept-encoding': 'gzip, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.body).toString()).toBe(script);
    expect(brotli.headers['cache-control']).toBe(immutableCacheControl);
    const gzip = await bed.get('/assets/main-1a2b.js', { 'accept-encoding': 'br;q=0, gzip' });
    expect(gunzipSync(gzip.body).toString()).toBe(script);
    const plain = await bed.get('/assets/main-1a2b.js');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(script);
  });

  test('answers 304 to a version the browser has', async () => {
    const { headers } = await bed.get('/');
    const again = await bed.get('/', { 'if-none-match': `"other", ${headers.etag}` });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const since = await bed.get('/', { 'if-modified-since': headers['last-modified'] });
    expect(since.status).toBe(304);
    expect((await bed.get('/', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  test('takes reading only', async () => {
    const { status, headers } = await bed.get('/', {}, 'POST');
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('media', () => {
  test('gives a video to whoever has its cookies', async () => {
    const cookie = `theme=dark; ${bed.cookiesFor('/media/v/A/*')}`;
    const playlist = await bed.get('/media/v/A/hls/index.m3u8', { cookie });
    expect(playlist.status).toBe(200);
    expect(playlist.headers['content-type']).toBe('application/vnd.apple.mpegurl');
    expect(playlist.headers['cache-control']).toBe(playlistCacheControl);
    expect(playlist.headers['x-content-type-options']).toBe('nosniff');
    const got = await bed.get('/media/v/A/hls/index_00001.ts?x=1', { cookie });
    expect(got.headers['content-type']).toBe('video/mp2t');
    expect(got.body).toEqual(segment);
  });

  test('refuses everything else and says what is missing', async () => {
    const path = '/media/v/A/hls/index_00001.ts';
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const good = bed.cookiesFor('/media/v/A/*');
    const cases: [string, string, string][] = [
      ['no cookies', '', 'MissingKey'],
      ['no signature', good.replace(/CloudFront-Signature=[^;]*/, ''), 'CloudFront-Signature'],
      ['another video', bed.cookiesFor('/media/v/B/*'), 'does not cover'],
      ['expired', bed.cookiesFor('/media/v/A/*', { secondsLeft: 0 }), 'expired'],
      ['too early', bed.cookiesFor('/media/v/A/*', { notBefore: 30 }), 'not valid yet'],
      ['forged', bed.cookiesFor('/media/v/A/*', { key: stranger }), 'does not match'],
      ['another key', bed.cookiesFor('/media/v/A/*', { keyPairId: 'KOTHER' }), 'Unknown key'],
      ['changed policy', good.replace('Policy=eyJ', 'Policy=eyK'), 'AccessDenied'],
      ['a prefix without slash', bed.cookiesFor('/media/v/A/hls/index'), 'does not cover'],
    ];
    for (const [name, cookie, reason] of cases) {
      const { status, body, headers } = await bed.get(path, { cookie });
      expect([name, status, headers['cache-control']]).toEqual([name, 403, 'no-store']);
      expect(body.toString()).toContain(reason);
    }
  });

  test('cannot be walked around with dots, double encoding or case', async () => {
    const cookie = bed.cookiesFor('/media/v/A/*');
    const paths = [
      '/media/p/../v/B/hls/index_00001.ts',
      '/media/p/%2e%2e/v/B/hls/index_00001.ts',
      '/media/p/%252e%252e/v/B/hls/index_00001.ts',
      '/media/v/A/../B/hls/index_00001.ts',
      '/media/v/A/..%2fB/hls/index_00001.ts',
      '/media/v/A%00/hls/index_00001.ts',
      '/media/v/A\\..\\B/hls/index_00001.ts',
      '/media/v/%/hls',
      '/MEDIA/v/B/hls/index_00001.ts',
      '//media/v/B/hls/index_00001.ts',
    ];
    for (const path of paths) {
      const { status } = await bed.get(path, { cookie });
      expect([path, [400, 403, 404].includes(status)]).toEqual([path, true]);
    }
  });

  test('checks cookies against the name that visitors know it by', async () => {
    const named = await startEdgeTestBed((_, response) => response.end(), 'https://video.acme.com');
    try {
      await named.put('media', 'v/A/hls/index.m3u8', '#EXTM3U\n', 'binary/octet-stream');
      const ask = (cookie: string) => named.get('/media/v/A/hls/index.m3u8', { cookie });
      expect((await ask(named.cookiesFor('/media/v/A/*'))).status).toBe(200);
      expect((await ask(bed.cookiesFor('/media/v/A/*'))).status).toBe(403);
    } finally {
      await named.close();
    }
  });

  test('gives posters without cookies', async () => {
    const { status, headers } = await bed.get('/media/p/0123.jpg');
    expect([status, headers['content-type']]).toEqual([200, 'image/jpeg']);
    expect((await bed.get('/media/p/none.jpg')).status).toBe(404);
  });

  test('serves ranges, HEAD and refuses what lies outside', async () => {
    const cookie = bed.cookiesFor('/media/v/A/*');
    const path = '/media/v/A/hls/index_00001.ts';
    const cases: [string, number, string, Buffer][] = [
      ['bytes=0-99', 206, 'bytes 0-99/5000', segment.subarray(0, 100)],
      ['bytes=4990-', 206, 'bytes 4990-4999/5000', segment.subarray(4990)],
      ['bytes=-5', 206, 'bytes 4995-4999/5000', segment.subarray(4995)],
      ['bytes=4000-9999', 206, 'bytes 4000-4999/5000', segment.subarray(4000)],
    ];
    for (const [range, status, contentRange, bytes] of cases) {
      const answer = await bed.get(path, { cookie, range });
      expect([answer.status, answer.headers['content-range']]).toEqual([status, contentRange]);
      expect(answer.body).toEqual(bytes);
    }
    const outside = await bed.get(path, { cookie, range: 'bytes=5000-' });
    expect([outside.status, outside.headers['content-range']]).toEqual([416, 'bytes */5000']);
    const changed = await bed.get(path, { cookie, range: 'bytes=0-9', 'if-range': '"old"' });
    expect([changed.status, changed.body.length]).toEqual([200, 5000]);
    const head = await bed.get(path, { cookie }, 'HEAD');
    expect([head.headers['content-length'], head.body.length]).toEqual(['5000', 0]);
  });
});

describe('/local', () => {
  test('shows the mailbox to this machine', async () => {
    const { status, body } = await bed.get('/local/mailbox?to=a%40b.test');
    expect([status, JSON.parse(body.toString())[0].to]).toEqual([200, 'a@b.test']);
    expect((await bed.get('/local/mailbox')).status).toBe(404);
  });

  test('takes Slack messages with the right token, and shows them as JSON or as a page', async () => {
    const post = (token: string, body: string) =>
      fetch(slackWebhook(bed.edge.url, token), { method: 'POST', body });
    const taken = await post(bed.slack.token, '{"text":"Tide is <in>"}');
    expect([taken.status, await taken.text()]).toEqual([200, 'ok']);
    const refusals = [
      await post(bed.slack.token, '{"blocks":[{}]}'),
      await post('guess', '{"text":"x"}'),
      await post(bed.slack.token, `{"text":"${'x'.repeat(600_000)}"}`),
    ];
    expect(await Promise.all(refusals.map(async (it) => [it.status, await it.text()]))).toEqual([
      [400, 'invalid_blocks'],
      [404, 'no_service'],
      [413, 'invalid_payload'],
    ]);
    const list = await bed.get('/local/slack');
    expect(JSON.parse(list.body.toString())).toMatchObject([{ text: 'Tide is <in>' }]);
    const page = await bed.get('/local/slack', { accept: 'text/html,*/*;q=0.8' });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.body.toString()).toContain('Tide is');
  });

  test('refuses a site that has pointed its name at this machine', async () => {
    const { status } = await bed.get('/local/mailbox?to=a%40b.test', { host: 'evil.example:8080' });
    expect(status).toBe(403);
  });
});
