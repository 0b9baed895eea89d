import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { functionEntry } from '@tidecast/platform/events/function-entry';
import {
  type LiveFunction,
  liveFunctionSeconds,
  reviewWarmUp,
} from '@tidecast/platform/events/live';
import { passwordPolicy, sessionSeconds } from '@tidecast/platform/identity/user-pool';
import { until } from '../../../test/until.ts';
import { localAccount } from '../../src/aws/service.ts';
import { awsEvent } from '../../src/events/aws-event.ts';
import { type LambdaHost, startLambdaHost } from '../../src/lambda/lambda-host.ts';
import { creator, ensureAccounts, userPoolClientId, userPoolId } from '../../src/start/accounts.ts';
import { Closers } from '../../src/start/closers.ts';
import { type Cloud, startCloud } from '../../src/start/cloud.ts';
import { liveEnvironment, sdkEnvironment } from '../../src/start/environments.ts';
import { bucketNames, liveFunctionName, stackName } from '../../src/start/names.ts';
import { provision } from '../../src/start/provision.ts';
import { type Asked, authorizerEvent, httpEvent } from './http-api-events.ts';
import { recordingFiles } from './recording-files.ts';
import { signInTo } from './sign-in-to.ts';
import { printSizes, unpack, unpackedFiles, zipFunction } from './unpacked-functions.ts';

/** What a zip may weigh, in bytes: a cold start loads it whole, and IVS Chat waits for a review. */
const largestZip: Readonly<Record<LiveFunction, number>> = {
  http: 1_000_000,
  authorizer: 150_000,
  events: 1_000_000,
  review: 450_000,
  reconcile: 1_000_000,
};
const names = Object.keys(liveFunctionSeconds) as readonly LiveFunction[];
const zips = new Map(names.map((name) => [name, zipFunction(functionEntry('live', name))]));

interface ReviewEvent {
  readonly Content: string;
  readonly MessageId: string;
  readonly RoomArn: string;
  readonly Sender: { readonly UserId: string; readonly Attributes: object };
}

const publicOrigin = 'https://video.acme.com';
const accessCookie = '__Host-tc_access';

const closers = new Closers();
const lines: string[] = [];
const log = (line: string) => void lines.push(line);
/** What IVS Chat has asked the review. */
const reviewed: ReviewEvent[] = [];
let directory: string;
let cloud: Cloud;
let host: LambdaHost;
let token: string;

/** A line that a function has printed, which comes after its answer. */
const printed = (text: string) =>
  until(async () => lines.find((line) => line.includes(text)), `a line with ${text}`);

const invoke = (name: LiveFunction, event: unknown) => host.invoke(liveFunctionName(name), event);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-live-functions-'));
  const modules = await Promise.all(
    [...zips].map(async ([name, zip]) => ({
      name,
      module: await unpack(zip, join(directory, name)),
    })),
  );
  const dataDir = join(directory, 'cloud');
  await mkdir(dataDir);
  cloud = await startCloud(
    {
      awsPort: 0,
      dataDir,
      log,
      onInvalidation: () => {},
      invokeFunction: (arn, event) => {
        reviewed.push(event as ReviewEvent);
        return host.invoke(arn.split(':').at(-1) ?? '', event);
      },
    },
    closers,
  );
  const { awsUrl, store } = cloud;
  const stateFile = join(directory, 'provisioned');
  await provision({ awsUrl, store, pageOrigins: [publicOrigin], stateFile });
  await ensureAccounts(cloud.cognito);
  const chat = createServer().on('upgrade', cloud.chat.upgrade);
  await new Promise<void>((resolve) => chat.listen(0, '127.0.0.1', resolve));
  closers.add(() => new Promise((resolve) => chat.close(resolve)));
  const { port } = chat.address() as AddressInfo;
  host = startLambdaHost({
    functions: modules.map(({ name, module }) => ({
      name: liveFunctionName(name),
      module,
      export: 'handler',
      timeoutSeconds: liveFunctionSeconds[name],
    })),
    environment: {
      ...sdkEnvironment(awsUrl, join(directory, 'no-such-file')),
      ...liveEnvironment({
        publicOrigin,
        chatEndpoint: `ws://127.0.0.1:${port}`,
        ingestUrl: cloud.ivs.ingestUrl,
        recordingConfigurationArn: cloud.ivs.ensureRecordingConfiguration(
          stackName,
          bucketNames.recordings,
        ),
      }),
      NODE_OPTIONS: '--enable-source-maps',
    },
    log,
  });
  closers.add(() => host.close(0));
  token = await signIn(creator.email);
  // As the stack's schedule does.
  await invoke('review', reviewWarmUp);
});

afterAll(async () => {
  await closers.close();
  await rm(directory, { recursive: true });
});

/** @returns an access token */
const signIn = (email: string) =>
  signInTo(cloud.awsUrl, { clientId: userPoolClientId, email, password: creator.password });

/** As the local cloud makes it. */
const pool = {
  poolId: userPoolId,
  poolName: 'tidecast-local',
  clientId: userPoolClientId,
  clientName: 'web',
  groups: [],
  passwordPolicy,
  accessTokenSeconds: sessionSeconds.access,
  refreshTokenSeconds: sessionSeconds.refresh,
};

const authorize = (asked: Asked) => invoke('authorizer', authorizerEvent(asked));

/** What a test reads of an answer: its assertions say what they expect there. */
interface Answer {
  readonly status: number;
  readonly body: { readonly [field: string]: unknown; readonly id?: string };
}

/** Asks as API Gateway does: first the authorizer, then the function. */
async function call(method: string, path: string, asked: Asked = {}): Promise<Answer> {
  const { context } = (await authorize(asked)) as { readonly context: object };
  const event = httpEvent(method, path, asked);
  const answer = (await invoke('http', {
    ...event,
    requestContext: { ...event.requestContext, authorizer: { lambda: context } },
  })) as { readonly statusCode: number; readonly body?: string };
  return { status: answer.statusCode, body: JSON.parse(answer.body ?? '{}') };
}

const signedIn = (body?: unknown, as = token): Asked => ({
  headers: { authorization: `Bearer ${as}` },
  ...(body !== undefined && { body }),
});

/** A person's channel, the creator's by default: made when first asked for, and then the same. */
async function openChannel(as = token) {
  const { body } = await call('POST', '/channels', signedIn({ title: 'The tide' }, as));
  const ivsId = /([^/]+)\/index\.m3u8$/.exec(String(body.playbackUrl))?.[1] ?? '';
  const { region, accountId } = localAccount;
  // Recordings lie under the last part of the ARN.
  return { id: String(body.id), ivsId, arn: `arn:aws:ivs:${region}:${accountId}:channel/${ivsId}` };
}

const stateOf = async (id: string) => (await call('GET', `/channels/${id}`)).body.state;

test('every zip is small, and holds a module and its map', async () => {
  printSizes(zips);
  for (const [name, zip] of zips) {
    expect([name, await unpackedFiles(join(directory, name))]).toEqual([
      name,
      ['index.mjs', 'index.mjs.map'],
    ]);
    expect([name, zip.length, zip.length <= largestZip[name]]).toEqual([name, zip.length, true]);
  }
});

describe('authorizer', () => {
  const session = (context: object) => ({ isAuthorized: true, context });
  const cookie = (value: string) => ({ cookies: [`${accessCookie}=${value}`] });
  const bearer = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });
  /** The same claims, signed by somebody else. */
  const forged = () => `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(342)}`;

  test('knows a session by its cookie, and a program by its token', async () => {
    const known = session(
      expect.objectContaining({ session: 'signed-in', userId: expect.any(String) }) as object,
    );
    expect(await authorize(cookie(token))).toEqual(known);
    expect(await authorize(bearer(token))).toEqual(known);
  });

  test('says what is wrong with others, and refuses none', async () => {
    expect(await authorize({})).toEqual(session({ session: 'anonymous' }));
    expect(await authorize(cookie(forged()))).toEqual(session({ session: 'expired' }));
    expect(await authorize(bearer(forged()))).toEqual(session({ session: 'invalid' }));
  });

  test('takes no token that has run out', async () => {
    cloud.cognito.ensurePool({ ...pool, accessTokenSeconds: -60 });
    const old = await signIn(creator.email);
    cloud.cognito.ensurePool(pool);
    expect(await authorize(cookie(old))).toEqual(session({ session: 'expired' }));
    expect(await authorize(bearer(old))).toEqual(session({ session: 'invalid' }));
  });
});

describe('http', () => {
  test('lists channels for anybody', async () => {
    expect(await call('GET', '/channels')).toMatchObject({
      status: 200,
      body: { items: expect.any(Array), nextCursor: null },
    });
    const opening = await call('POST', '/channels', { body: { title: 'Nobody' } });
    expect(opening).toMatchObject({ status: 401, body: { code: 'not_signed_in' } });
  });

  test('opens a channel, whose owner alone has its stream key', async () => {
    const { id } = await openChannel();
    const path = `/channels/${id}/stream-key`;
    const key = await call('GET', path, signedIn());
    expect(key.body).toEqual({
      ingestUrl: cloud.ivs.ingestUrl,
      streamKey: expect.stringMatching(/^sk_/),
    });
    const rotated = await call('POST', path, signedIn());
    expect(rotated.body.streamKey).not.toBe(key.body.streamKey);
    expect((await call('GET', path)).status).toBe(401);
  });

  test('lets people into the chat', async () => {
    const { id } = await openChannel();
    const { body } = await call('POST', `/channels/${id}/chat/token`, signedIn());
    expect(body).toMatchObject({ role: 'owner' });
    const socket = new WebSocket(String(body.endpoint), String(body.token));
    const opened = await new Promise((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
    expect(opened).toBe(true);
    const written = { Action: 'SEND_MESSAGE', RequestId: 'request', Content: 'Hello' };
    socket.send(JSON.stringify(written));
    await new Promise((resolve) => {
      socket.onmessage = resolve;
    });
    expect(reviewed).toMatchObject([{ Content: 'Hello', Sender: { UserId: expect.any(String) } }]);
    await new Promise((resolve) => {
      socket.onclose = resolve;
      socket.close();
    });
  });
});

describe('review', () => {
  /** What IVS Chat asked of the message above, as if of another. */
  function message(changes: Partial<ReviewEvent> = {}): ReviewEvent {
    const [asked] = reviewed;
    if (!asked) throw new Error('nobody has written');
    return { ...asked, MessageId: randomUUID(), ...changes };
  }

  /** Asks again where there was no time for an answer: this machine may be busy. */
  const review = (changes: Partial<ReviewEvent>) =>
    until(async () => {
      const answer = (await invoke('review', message(changes))) as {
        readonly Attributes?: { readonly Reason: string };
      };
      return answer.Attributes?.Reason === 'unavailable' ? undefined : answer;
    }, 'a review');

  test('answers nothing to a warm-up', async () => {
    await expect(invoke('review', reviewWarmUp)).resolves.toBeNull();
  });

  test('lets a message out, and keeps it', async () => {
    const Content = `Hello ${randomUUID()}`;
    expect(await review({ Content })).toEqual({ ReviewResult: 'ALLOW', Content });
    const { id } = await openChannel();
    const { body } = await call('GET', `/channels/${id}/chat/messages`);
    expect(JSON.stringify(body.items)).toContain(Content);
  });

  test('refuses links, and rooms that are not the channel’s', async () => {
    const denied = (Reason: string) => ({ ReviewResult: 'DENY', Attributes: { Reason } });
    expect(await review({ Content: 'see https://evil.example' })).toMatchObject(denied('link'));
    const RoomArn = `arn:aws:ivschat:${localAccount.region}:${localAccount.accountId}:room/other`;
    expect(await review({ RoomArn })).toMatchObject(denied('closed'));
  });

  test('refuses who is banned', async () => {
    const { id } = await openChannel();
    const { Sender } = message();
    const userId = randomUUID();
    const ban = signedIn({ userId, reason: 'Spam' });
    expect((await call('POST', `/channels/${id}/chat/bans`, ban)).status).toBe(204);
    // What it knows of a channel may be a second old.
    await until(async () => {
      const answer = await review({ Sender: { ...Sender, UserId: userId } });
      return answer.Attributes?.Reason === 'banned' ? true : undefined;
    }, 'the ban to be known');
  });

  test('counts what it cannot judge where the alarm looks', async () => {
    expect(await invoke('review', { Content: 'Hello' })).toMatchObject({ ReviewResult: 'DENY' });
    const metrics = await printed('"reason":"unavailable"');
    expect(JSON.parse(metrics.slice(metrics.indexOf('{')))).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          {
            Namespace: 'Tidecast',
            Dimensions: [expect.arrayContaining(['service', 'stack', 'reason'])],
            Metrics: [{ Name: 'MessageRefused' }],
          },
        ],
      },
      service: 'live-review',
      stack: stackName,
      reason: 'unavailable',
    });
  });
});

describe('events', () => {
  const tell = (detailType: string, detail: Record<string, unknown>, resources: string[]) => {
    const event = awsEvent({ source: 'aws.ivs', detailType, detail, resources });
    return invoke('events', event);
  };
  const streamState = (name: string, arn: string) =>
    tell('IVS Stream State Change', { event_name: name, stream_id: `st-${name}` }, [arn]);

  test('a stream that starts is live', async () => {
    const { id, arn } = await openChannel();
    await expect(streamState('Stream Start', arn)).resolves.toBeNull();
    expect(await stateOf(id)).toBe('live');
  });

  test('a recording becomes a video of its owner’s', async () => {
    const { arn, ivsId } = await openChannel();
    const prefix = `ivs/v1/${localAccount.accountId}/${ivsId}/2026/11/24/0/0/recording1`;
    for (const [name, text] of Object.entries(recordingFiles))
      await cloud.store.put(bucketNames.recordings, `${prefix}/${name}`, Buffer.from(text), {
        contentType: 'binary/octet-stream',
      });
    const detail = { recording_status: 'Recording End', recording_s3_key_prefix: prefix };
    await expect(tell('IVS Recording State Change', detail, [arn])).resolves.toBeNull();
    const keys = [...cloud.store.list(bucketNames.media, 'v/')].map(({ key }) => key);
    const videoId = keys.map((key) => /^v\/(.+)\/hls\/index\.m3u8$/.exec(key)?.[1]).find(Boolean);
    expect(keys).toContain(`v/${videoId}/hls/720p30/0.ts`);
    expect([...cloud.store.list(bucketNames.recordings, '')]).toEqual([]);
    // It is private: there is one for its owner, and none for others.
    const chat = `/videos/${videoId}/chat`;
    expect((await call('GET', chat, signedIn())).status).toBe(200);
    expect((await call('GET', chat)).status).toBe(404);
  });

  test('a limit of all channels together is said, though it names none', async () => {
    const detail = { limit_name: 'Concurrent Viewers', limit_value: 100, exceeded_by: 1 };
    await expect(tell('IVS Limit Breach', detail, [])).resolves.toBeNull();
    expect(await printed('IVS limit exceeded')).toContain('Concurrent Viewers');
  });

  test('a channel of somebody else’s is left alone', async () => {
    const { region, accountId } = localAccount;
    const arn = `arn:aws:ivs:${region}:${accountId}:channel/another`;
    await expect(streamState('Stream Start', arn)).resolves.toBeNull();
    expect(await printed('unknown channel')).toContain('Stream Start');
  });
});

test('reconcile takes a channel off the air whose stream IVS does not know', async () => {
  const { id, arn } = await openChannel(await signIn('viewer@tidecast.test'));
  // So old that a list of IVS's must have it, and so young that its event is taken at its word.
  const time = new Date(Date.now() - 55_000).toISOString();
  const detail = { event_name: 'Stream Start', stream_id: 'st-lost' };
  const entry = { source: 'aws.ivs', detailType: 'IVS Stream State Change', detail };
  await invoke('events', { ...awsEvent({ ...entry, resources: [arn] }), time });
  expect(await stateOf(id)).toBe('live');
  const report = await until(async () => {
    const given = (await invoke('reconcile', {})) as { readonly looked: number };
    return (await stateOf(id)) === 'offline' ? given : undefined;
  }, 'the channel to be off the air');
  expect(report).toMatchObject({ failed: 0, finished: true });
});
