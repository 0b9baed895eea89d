import type { Channel } from '@tidecast/catalog/channel';
import type { ChannelCatalog } from '@tidecast/catalog/channel-catalog';
import { createChatHistory } from '@tidecast/catalog/chat-history';
import { createChannelCatalog } from '@tidecast/catalog/dynamo-channel-catalog';
import { createVideoCatalog } from '@tidecast/catalog/dynamo-video-catalog';
import { createSharedAnswers } from '@tidecast/catalog/shared-answers';
import type { VideoCatalog } from '@tidecast/catalog/video-catalog';
import { liveRoutes } from '@tidecast/contract/routes/live';
import { inMemory } from '@tidecast/http/limits';
import type { SessionState } from '@tidecast/http/session';
import type { Notification } from '@tidecast/platform/notifications/messages';
import { startTestTables } from '../../../packages/catalog/test/test-tables.ts';
import { expectDeclared } from '../../../packages/http/test/expect-declared.ts';
import { FakeS3 } from '../../../packages/media/test/fake-s3.ts';
import { createApp } from '../src/app.ts';
import { createOpenChannel } from '../src/channels/open-channel.ts';
import {
  type Dependencies,
  forEvents,
  forReconciliation,
  forRequests,
} from '../src/dependencies.ts';
import { createHandleEvent } from '../src/events/handle-event.ts';
import type { AppDependencies } from '../src/handlers.ts';
import { createLiveLimits } from '../src/http/limits.ts';
import type { HttpEvent } from '../src/http/request.ts';
import { createReconcile } from '../src/reconcile-channels.ts';
import type { MetricName } from '../src/telemetry.ts';
import { FakeIvs, fakeClients } from './fake-ivs.ts';

export const publicOrigin = 'https://tidecast.example';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // A test says by its assertions what it expects there.
  readonly body: { readonly [field: string]: unknown; readonly code?: string };
}

/** The functions over AWS in memory, with a clock that tests turn. */
export async function startTestBed() {
  let clock = Date.parse('2026-11-24T00:00:00Z');
  const now = () => new Date(clock);
  const { client, tables, close } = await startTestTables();
  const fake = new FakeIvs();
  const objects = new FakeS3();
  const counts = new Map<MetricName, number>();
  const reasons: string[] = [];
  const published: Notification[] = [];
  /** Whose tokens Cognito takes no longer. */
  const nameless = new Set<string>();
  const channels: ChannelCatalog = createChannelCatalog({ client, table: tables.channels, now });
  const videos: VideoCatalog = createVideoCatalog({ client, tables, now });
  const base: Dependencies = {
    config: {
      stackName: 'test',
      publicOrigin,
      tables,
      buckets: { recordings: 'recordings', media: 'media' },
      userPool: { userPoolId: 'pool', clientId: 'client' },
      recordingConfigurationArn: 'arn:recording',
      reviewFunctionArn: 'arn:review',
      chatEndpoint: 'wss://chat.example',
      blockedWords: [],
    },
    channels,
    videos,
    chat: createChatHistory({ client, table: tables.channels, now }),
    publish: async (notification) => void published.push(notification),
    telemetry: {
      info: () => {},
      warn: () => {},
      error: () => {},
      count(name, reason) {
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (reason !== undefined) reasons.push(`${name} ${reason}`);
      },
      measure: () => {},
    },
    now,
  };
  const clients = fakeClients(fake, objects);
  const dependencies = {
    ...forRequests(base, clients),
    ...forEvents(base, clients),
    ...forReconciliation(base, clients),
  };
  const appDependencies: AppDependencies = {
    ...dependencies,
    limits: createLiveLimits(inMemory),
    answers: createSharedAnswers({ client, table: tables.expiring, now }),
    profileOf: async ({ tokenId }) =>
      nameless.has(tokenId) ? undefined : { email: '', displayName: `Name of ${tokenId}` },
  };
  const app = createApp(appDependencies);
  const openChannel = createOpenChannel(dependencies, (ms) => {
    clock += ms;
    return new Promise((resolve) => setImmediate(resolve));
  });
  const handleEvent = createHandleEvent(dependencies);
  const reconcile = createReconcile(dependencies);

  async function call(
    method: string,
    path: string,
    options: {
      readonly as?: string;
      readonly moderator?: boolean;
      readonly body?: unknown;
      /** A body that need not be JSON. */
      readonly raw?: string;
      readonly headers?: Record<string, string>;
      readonly cookies?: string[];
      /** What the authorizer says in place of `as`. */
      readonly session?: unknown;
    } = {},
  ): Promise<Answer> {
    const { as, moderator = false, headers, cookies } = options;
    const body = options.raw ?? (options.body && JSON.stringify(options.body));
    const usual: SessionState =
      as === undefined
        ? { session: 'anonymous' }
        : { session: 'signed-in', userId: as, moderator, tokenId: as };
    const session = 'session' in options ? options.session : usual;
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const event = {
      version: '2.0',
      routeKey: 'ANY /api/live/{proxy+}',
      rawPath: `/api/live${rawPath}`,
      rawQueryString,
      cookies,
      headers: {
        ...(as !== undefined && { authorization: `Bearer ${as}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      requestContext: {
        http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: '' },
        authorizer: { lambda: session },
      },
      ...(body !== undefined && { body }),
      isBase64Encoded: false,
    } as unknown as HttpEvent;
    const { statusCode: status = 0, ...answer } = await app(event);
    const answered = answer.body === undefined ? undefined : JSON.parse(answer.body);
    expectDeclared(liveRoutes, method, `/live${rawPath}`, { status, body: answered });
    return { status, headers: answer.headers ?? {}, body: answered ?? {} };
  }

  return {
    call,
    fake,
    objects,
    counts,
    reasons,
    published,
    nameless,
    channels,
    videos,
    chat: dependencies.chat,
    dependencies,
    appDependencies,
    openChannel,
    now: () => clock,
    advance: (milliseconds: number) => {
      clock += milliseconds;
    },
    handleEvent: (event: unknown) => handleEvent(event, () => true),
    reconcile: () => reconcile(() => true),
    async channel(ownerId: string = crypto.randomUUID()): Promise<Channel> {
      const owner = { ownerId, ownerName: 'Mina', title: 'The tide' };
      return (await openChannel(owner)).channel;
    },
    async get(id: string): Promise<Channel> {
      const channel = await channels.get(id);
      if (!channel) throw new Error(`channel ${id} is gone`);
      return channel;
    },
    close,
  };
}

export type TestBed = Awaited<ReturnType<typeof startTestBed>>;

/** An event of IVS about a channel, at a time in Unix milliseconds. */
export function ivsEvent(
  type: string,
  channelArn: string | undefined,
  at: number,
  detail: Readonly<Record<string, unknown>>,
): unknown {
  return {
    version: '0',
    source: 'aws.ivs',
    'detail-type': type,
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    resources: channelArn === undefined ? [] : [channelArn],
    detail,
  };
}
