import { createServer } from 'node:http';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { createVideoCatalog } from '@tidecast/catalog/dynamo-video-catalog';
import type { Video, VideoMedia, VideoStatus } from '@tidecast/catalog/video';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { videoError } from '@tidecast/catalog/video-errors';
import { newVideoId } from '@tidecast/catalog/video-id';
import type { FieldError, Problem } from '@tidecast/contract/problem-schema';
import { apiRoutes } from '@tidecast/contract/routes/api';
import { createLimits, inMemory } from '@tidecast/http/limits';
import { createProfiles } from '@tidecast/http/profiles';
import { createTokenVerifier } from '@tidecast/http/token-verifier';
import type { Notification } from '@tidecast/platform/notifications/messages';
import { newVideo } from '../../../packages/catalog/test/new-video.ts';
import { startTestTables, type TestTables } from '../../../packages/catalog/test/test-tables.ts';
import { expectDeclared } from '../../../packages/http/test/expect-declared.ts';
import { listen } from '../../../test/loopback-server.ts';
import { type App, type AppDependencies, createApp } from '../src/app.ts';
import { createCognitoIdentity } from '../src/aws/cognito-identity.ts';
import { createBackground } from '../src/background.ts';
import { limitPolicies } from '../src/http/limits.ts';
import { createMetrics } from '../src/http/metrics.ts';
import { createLogger } from '../src/logger.ts';
import { createFakeBuckets, type FakeBuckets } from './fake-buckets.ts';
import { type FakeCognito, startFakeCognito } from './fake-cognito.ts';

export const publicOrigin = 'https://tidecast.example';

export interface Harness {
  readonly url: string;
  readonly app: App;
  readonly catalog: VideoCatalog;
  readonly tables: TestTables;
  readonly cognito: FakeCognito;
  readonly buckets: FakeBuckets;
  readonly availability: { state: 'starting' | 'serving' | 'draining' };
  readonly log: string[];
  /** Everything that the alert topic was told. */
  readonly published: Notification[];
  /**
   * Requests the API as a program does, signed in as `as`. The test says what it asked for: a
   * refusal unless told otherwise.
   */
  call<Body = Refusal>(path: string, options?: CallOptions): Promise<Answer<Body>>;
  /** A video of `ownerId` brought to a status. */
  video(status: VideoStatus, changes?: VideoChanges): Promise<Video>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly method?: string;
  /** An access token. */
  readonly as?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly raw?: string | Buffer;
  readonly headers?: Record<string, string>;
}

/** A problem, with the fields that a test of a refusal looks into. */
export type Refusal = Problem & { readonly errors: readonly FieldError[] };

export interface Answer<Body = Refusal> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Body;
  /** Cookies by name, as set. */
  readonly cookies: ReadonlyMap<string, string>;
}

export interface VideoChanges {
  readonly ownerId?: string;
  readonly title?: string;
  readonly visibility?: Video['visibility'];
  readonly retryable?: boolean;
}

export const media: VideoMedia = {
  duration: 60,
  width: 1920,
  height: 1080,
  renditions: [{ rung: 1080, width: 1920, height: 1080, bitrate: 4_000_000 }],
  hlsKey: 'v/x/hls/index.m3u8',
  posterKey: 'p/one.jpg',
};

export async function startHarness(overrides: Partial<AppDependencies> = {}): Promise<Harness> {
  const tables = await startTestTables();
  const cognito = await startFakeCognito();
  const buckets = createFakeBuckets();
  const log: string[] = [];
  const published: Notification[] = [];
  const logger = createLogger('info', { write: (line) => log.push(line) });
  const availability: Harness['availability'] = { state: 'serving' };
  const catalog = createVideoCatalog({ client: tables.client, tables: tables.tables });
  const client = new CognitoIdentityProviderClient({
    endpoint: cognito.endpoint,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const app = createApp({
    settings: {
      publicOrigin,
      trustedProxyHops: 1,
      dailyEncodeMinutes: 100,
      viewerSecret: Buffer.from('a secret of the tests'),
      statusPollInterval: 20,
    },
    catalog,
    identity: createCognitoIdentity(client, cognito.clientId),
    profileOf: createProfiles(client),
    verifier: createTokenVerifier({
      userPoolId: cognito.userPoolId,
      clientId: cognito.clientId,
      cognitoEndpoint: cognito.endpoint,
    }),
    uploads: buckets.uploads,
    captions: buckets.captions,
    material: {
      async purge({ id }) {
        buckets.purged.push(id);
        await catalog.remove(id);
      },
      async replacePoster({ id }) {
        return (await catalog.edit(id, { posterKey: 'p/two.jpg' })).video;
      },
      async forgetFeed({ id }) {
        buckets.forgotten.push(id);
      },
    },
    playlistExists: async (id) => buckets.playlists.has(id),
    requestEncode: async (video) => {
      buckets.requested.push(video);
    },
    publish: async (notification) => void published.push(notification),
    signMedia: (id) => ({ 'CloudFront-Policy': `policy-of-${id}` }),
    limits: createLimits(limitPolicies, inMemory),
    metrics: createMetrics(),
    logger,
    background: createBackground(logger),
    availability,
    ...overrides,
  });
  const server = await listen(createServer(app.handler));
  const { url } = server;

  return {
    url,
    app,
    catalog,
    tables,
    cognito,
    buckets,
    availability,
    log,
    published,
    async call<Body>(
      path: string,
      { method = 'GET', as, body, raw, headers = {} }: CallOptions = {},
    ) {
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(as && { authorization: `Bearer ${as}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(raw !== undefined && { body: raw }),
      });
      const answer = await answerOf<Body>(response);
      const [asked = ''] = path.split('?');
      if (method !== 'HEAD' && asked.startsWith('/api/'))
        expectDeclared(apiRoutes, method, asked.slice('/api'.length), answer);
      return answer;
    },
    video: (status, changes = {}) => makeVideo(catalog, status, changes),
    async close() {
      app.endStreams();
      client.destroy();
      await Promise.all([server.close(), tables.close(), cognito.close()]);
    },
  };
}

async function answerOf<Body>(response: Response): Promise<Answer<Body>> {
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const cookies = response.headers.getSetCookie().map((cookie): [string, string] => {
    const name = cookie.slice(0, cookie.indexOf('='));
    return [name, cookie.slice(name.length + 1)];
  });
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (/json/.test(type) && text ? JSON.parse(text) : undefined) as Body,
    cookies: new Map(cookies),
  };
}

async function makeVideo(
  catalog: VideoCatalog,
  status: VideoStatus,
  changes: VideoChanges,
): Promise<Video> {
  const id = newVideoId();
  const { ownerId = 'somebody', title = 'The tide at Muchangpo', visibility = 'public' } = changes;
  const ref = { videoId: id, attempt: 1 };
  const error = { ...videoError('encoder_error'), retryable: changes.retryable ?? true };
  const steps: Record<VideoStatus, readonly (() => Promise<unknown>)[]> = {
    uploading: [],
    queued: [() => catalog.markUploaded(id, { etag: 'e', size: 1_000 })],
    processing: [() => catalog.markSubmitted(ref, { jobId: 'job', sourceDuration: 60 })],
    ready: [() => catalog.markReady(ref, { jobId: 'job', at: 1, media })],
    failed: [() => catalog.markFailed(ref, { error })],
    deleting: [() => catalog.markDeleting(id)],
  };
  await catalog.create(newVideo({ id, ownerId, title, description: '', visibility }));
  const path: Record<VideoStatus, readonly VideoStatus[]> = {
    uploading: [],
    queued: ['queued'],
    processing: ['queued', 'processing'],
    ready: ['queued', 'processing', 'ready'],
    failed: ['queued', 'failed'],
    deleting: ['deleting'],
  };
  for (const step of path[status]) for (const take of steps[step]) await take();
  const video = await catalog.get(id);
  if (!video) throw new Error('the video is not there');
  return video;
}
