/** A channel on the whole platform: what people may not do in its chat, and what is left of a stream. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ChatRoom, type ChatToken, SendMessageRequest } from 'amazon-ivs-chat-messaging';
import { until } from '../../../test/until.ts';
import { findBinaries } from '../ffmpeg/binaries.ts';
import { next } from '../ivschat/ivschat-test-bed.ts';
import { creator, demoPassword } from './accounts.ts';
import { liveDemoArguments } from './live-demo-arguments.ts';
import { type Platform, startPlatform } from './platform.ts';
import { SiteClient } from './site-client.ts';

interface SiteToken extends ChatToken {
  readonly endpoint: string;
}

let directory: string;
let platform: Platform;
let owner: SiteClient;
let viewer: SiteClient;
let channel: string;
let viewerId: string;
const rooms: ChatRoom[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tidecast-live-'));
  platform = await startPlatform({
    port: 0,
    awsPort: 0,
    dataDir: join(directory, 'data'),
    demo: false,
    page: false,
    quiet: true,
  });
  owner = new SiteClient(platform.url);
  viewer = new SiteClient(platform.url);
  await owner.signIn(creator.email, creator.password);
  await viewer.signIn('viewer@tidecast.test', demoPassword);
  const { id } = await owner.call<{ id: string }>('POST', '/live/channels', { title: 'Tide' });
  channel = `/live/channels/${id}`;
  viewerId = (await viewer.call<{ id: string }>('GET', '/auth/me')).id;
});
afterAll(async () => {
  for (const room of rooms) room.disconnect();
  await platform.close();
  await rm(directory, { recursive: true });
});

const token = (client: SiteClient) => client.call<SiteToken>('POST', `${channel}/chat/token`);

/** A client as it is, over a connection that is there. */
async function joinChat(tokenProvider: () => Promise<SiteToken>): Promise<ChatRoom> {
  const first = await tokenProvider();
  let given: SiteToken | undefined = first;
  const room = new ChatRoom({
    regionOrUrl: first.endpoint,
    tokenProvider: async () => {
      const { token, sessionExpirationTime } = given ?? (await tokenProvider());
      given = undefined;
      return { token, ...(sessionExpirationTime && { sessionExpirationTime }) };
    },
  });
  room.logger = { debug() {}, info() {}, error() {} };
  rooms.push(room);
  const connected = next(room, 'connect');
  room.connect();
  await connected;
  return room;
}

/**
 * Asked too often, or not reviewed in time: our review says so by a code, and IVS, which no longer
 * waits for it, in a sentence.
 */
function isBusy(error: unknown): boolean {
  const { errorCode, errorMessage } = Object(error);
  return errorCode === 429 || (errorCode === 406 && /^unavailable$| /.test(errorMessage));
}

/** Again while the review has no time: on a busy machine it refuses what it cannot judge. */
async function send(room: ChatRoom, text: string): Promise<string> {
  const deadline = performance.now() + 120_000;
  for (;;) {
    try {
      return (await room.sendMessage(new SendMessageRequest(text))).content;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      await delay(200);
    }
  }
}

test('the chat takes 500 characters and no more, and 10 requests a second and no more', async () => {
  const room = await joinChat(() => token(viewer));
  expect(await send(room, '파'.repeat(500))).toHaveLength(500);
  await expect(send(room, '파'.repeat(501))).rejects.toMatchObject({ errorCode: 413 });
  const answers = await Promise.allSettled(
    Array.from({ length: 15 }, (_, n) => room.sendMessage(new SendMessageRequest(`${n}`))),
  );
  const codes = answers.flatMap(({ status, ...answer }) =>
    status === 'rejected' && 'reason' in answer ? [Object(answer.reason).errorCode] : [],
  );
  // The connection's own limit: the room's is 100 a second for all.
  expect(codes.filter((code) => code === 429).length).toBeGreaterThanOrEqual(5);
  room.disconnect();
});

test('whoever is banned is put out, gets no token, and writes with no kept one', async () => {
  const kept = await token(viewer);
  const room = await joinChat(() => token(viewer));
  const end = next(room, 'disconnect');
  const ban = { userId: viewerId, reason: 'Spam', displayName: 'Viewer' };
  await owner.call('POST', `${channel}/chat/bans`, ban);
  expect(await end).toBe('serverDisconnect');
  await expect(token(viewer)).rejects.toMatchObject({ status: 403, code: 'banned' });
  const bans = (await owner.call<{ bans: unknown }>('GET', channel)).bans;
  expect(bans).toEqual(
    [ban].map(({ userId, displayName, reason }) => ({ userId, displayName, reason })),
  );

  const again = await joinChat(async () => kept);
  // The review knows of a ban within a second.
  const refusal = await until(() =>
    send(again, 'I am back').then(
      () => undefined,
      (error: unknown) => !isBusy(error) && error,
    ),
  );
  expect(refusal).toMatchObject({ errorCode: 406, errorMessage: 'banned' });
  again.disconnect();
  await owner.call('DELETE', `${channel}/chat/bans/${viewerId}`);
});

test('a stream becomes a private video with previews for the seek bar', async () => {
  const { ffmpeg } = await findBinaries();
  const { ingestUrl, streamKey } = await owner.call<{ ingestUrl: string; streamKey: string }>(
    'GET',
    `${channel}/stream-key`,
  );
  // Past one interval of the thumbnails, at the pace of real time.
  const address = ingestUrl + streamKey;
  const pattern = liveDemoArguments(address, '640x360').toSpliced(-1, 0, '-t', '13');
  const encoder = spawn(ffmpeg.path, pattern, { stdio: 'ignore' });
  expect(await once(encoder, 'exit')).toEqual([0, null]);
  const video = await until(async () => {
    const { items } = await owner.call<{ items: { id: string }[] }>('GET', '/me/videos');
    return items[0];
  });
  const playback = await owner.fetch(`/api/videos/${video.id}/playback`, { method: 'POST' });
  const { storyboardUrl } = (await playback.json()) as { storyboardUrl: string };
  const storyboard = await (await owner.fetch(storyboardUrl, {})).text();
  const names = storyboard.match(/^frame\.\d{7}\.jpg$/gm) ?? [];
  expect(storyboard).toMatch(/^00:00:00\.000 --> 00:00:10\.000\n/m);
  expect(names.length).toBeGreaterThanOrEqual(2);
  const frames = names.map((name) => new URL(name, platform.url + storyboardUrl).pathname);
  for (const frame of frames) {
    const picture = await owner.fetch(frame, {});
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect((await fetch(platform.url + frame)).status).toBe(403);
  }
});
