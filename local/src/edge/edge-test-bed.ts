/** What the edge's tests share: objects on disk, a scripted API, and raw requests. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type RequestListener,
} from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { listen } from '../../../test/loopback-server.ts';
import type { StoredObject } from '../s3/object-store.ts';
import { createSlack } from '../slack/slack.ts';
import { startEdge } from './edge.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What the edge's chat says to every handshake that reaches it. */
const switchingProtocols =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';

/**
 * An edge over a scripted API and chat, with a clock the test moves.
 *
 * @param origin - what visitors call it; its own address by default
 */
export async function startEdgeTestBed(api: RequestListener, origin?: string) {
  const directory = await mkdtemp(join(tmpdir(), 'tidecast-edge-'));
  const objects = new Map<string, StoredObject>();
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const clock = { now: Date.parse('2026-05-01T00:00:00Z'), apiUp: true };
  const errors: unknown[] = [];
  const slack = createSlack({ dataDir: directory });
  const apiServer = await listen(createServer(api));

  const edge = await startEdge({
    port: 0,
    apiUrl: () => (clock.apiUp ? apiServer.url : undefined),
    store: { head: (bucket, key) => objects.get(`${bucket}/${key}`) },
    webBucket: 'web',
    mediaBucket: 'media',
    ...(origin !== undefined && { origin }),
    signingKey: { keyPairId: 'KTEST', publicKey: keys.publicKey },
    uploadOrigin: 'http://127.0.0.1:4566',
    local: {
      mailbox: {
        list: (to) => [
          { to, subject: 'Code', text: '123456', deliveredAt: '2026-05-01T00:00:00Z' },
        ],
      },
      slack,
    },
    liveApi: () => undefined,
    chat: { upgrade: (_request, stream) => stream.write(switchingProtocols) },
    streams: { servePlayback: async (_request, response) => void response.end() },
    onError: (error) => errors.push(error),
    now: () => clock.now,
  });

  return {
    edge,
    slack,
    clock,
    errors,
    put: async (bucket: string, key: string, content: string | Buffer, contentType: string) => {
      const body = Buffer.from(content);
      const filePath = join(directory, String(objects.size));
      await writeFile(filePath, body);
      const lastModified = new Date('2026-04-30T12:00:00.500Z');
      const etag = `etag-${objects.size}`;
      const size = body.length;
      objects.set(`${bucket}/${key}`, {
        ...{ bucket, key, size, etag, contentType, metadata: {}, lastModified, filePath },
      });
    },
    /** Signed cookies for a resource below the site's origin. */
    cookiesFor: (
      resource: string,
      { key = keys.privateKey, keyPairId = 'KTEST', secondsLeft = 60, notBefore = 0 } = {},
    ) => {
      const seconds = Math.floor(clock.now / 1000);
      const policy = JSON.stringify({
        Statement: [
          {
            Resource: (origin ?? edge.url) + resource,
            Condition: {
              DateLessThan: { 'AWS:EpochTime': seconds + secondsLeft },
              ...(notBefore && { DateGreaterThan: { 'AWS:EpochTime': seconds + notBefore } }),
            },
          },
        ],
      });
      return [
        `CloudFront-Policy=${urlSafe(Buffer.from(policy))}`,
        `CloudFront-Signature=${urlSafe(sign('RSA-SHA1', Buffer.from(policy), key))}`,
        `CloudFront-Key-Pair-Id=${keyPairId}`,
      ].join('; ');
    },
    /** Sends a path exactly as written. */
    get: (path: string, headers: OutgoingHttpHeaders = {}, method = 'GET') =>
      rawRequest(edge.url, { path, headers, method }),
    close: async () => {
      await edge.close();
      slack.close();
      await apiServer.close();
      await rm(directory, { recursive: true });
    },
  };
}

function rawRequest(
  url: string,
  options: { path: string; headers: OutgoingHttpHeaders; method: string },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(url);
    const sent = httpRequest({ hostname: '127.0.0.1', port, agent: false, ...options });
    sent.once('error', reject);
    sent.once('response', (response) => {
      buffer(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    sent.end();
  });
}

function urlSafe(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '-').replaceAll('=', '_').replaceAll('/', '~');
}
