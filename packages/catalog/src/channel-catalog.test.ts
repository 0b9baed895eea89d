import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newVideo } from '../test/new-video.ts';
import { startTestTables, type TestTables } from '../test/test-tables.ts';
import type { ChannelCatalog, ChatHistory } from './channel-catalog.ts';
import { createChatHistory } from './chat-history.ts';
import { createChannelCatalog } from './dynamo-channel-catalog.ts';
import { createVideoCatalog } from './dynamo-video-catalog.ts';
import { derivedVideoId } from './video-id.ts';

let tables: TestTables;
let channels: ChannelCatalog;
let chat: ChatHistory;
let clock = Date.parse('2026-11-24T00:00:00Z');
const now = () => new Date(clock);

beforeAll(async () => {
  tables = await startTestTables();
  const options = { client: tables.client, table: tables.tables.channels, now };
  channels = createChannelCatalog(options);
  chat = createChatHistory(options);
});
afterAll(() => tables.close());

const ivs = (id: string) => ({
  channelArn: `arn:aws:ivs:r:1:channel/${id}`,
  ingestEndpoint: 'in',
  playbackUrl: 'https://play',
});

async function open(ownerId: string) {
  const { channel } = await channels.claim({ ownerId, ownerName: 'Mina', title: 'The tide' });
  await channels.markOpen(channel.id, ivs(ownerId), 'arn:room');
  return channel.id;
}

test('one owner has one channel, however many claim it at once', async () => {
  const owner = { ownerId: 'mina', ownerName: 'Mina', title: 'The tide' };
  const claims = await Promise.all(Array.from({ length: 10 }, () => channels.claim(owner)));
  expect(new Set(claims.map(({ channel }) => channel.id)).size).toBe(1);
  expect(claims.filter(({ created }) => created)).toHaveLength(1);
});

test('one opener at a time holds the lease, until it runs out or is given back', async () => {
  const owner = { ownerId: 'lease', ownerName: 'Mina', title: 'The tide' };
  const { channel } = await channels.claim(owner);
  const leases = await Promise.all([1, 2, 3].map(() => channels.leaseOpening(channel.id, 30)));
  const [held, ...others] = leases.filter(({ applied }) => applied);
  expect(others).toEqual([]);
  await channels.releaseOpening(channel.id, held?.channel?.leaseUntil ?? '');
  expect((await channels.leaseOpening(channel.id, 30)).applied).toBe(true);
  clock += 31_000;
  expect((await channels.leaseOpening(channel.id, 30)).applied).toBe(true);
  expect((await channels.markOpen(channel.id, ivs('lease'), 'arn:room')).applied).toBe(true);
  expect((await channels.leaseOpening(channel.id, 30)).applied).toBe(false);
});

test('live channels are listed by the start of their streams, page by page', async () => {
  const ids = [await open('a'), await open('b'), await open('c')];
  for (const [n, id] of ids.entries()) await channels.markLive(id, `st-${n}`, clock + n * 1000);
  const first = await channels.listLive({ limit: 2 });
  expect(first.items.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  const cursor = first.nextCursor ?? '';
  expect((await channels.listLive({ limit: 2, cursor })).items.map(({ id }) => id)).toEqual([
    ids[0],
  ]);
  await channels.markOffline(ids[1] ?? '', 'st-1', clock + 60_000);
  const left = await channels.listLive({ limit: 10 });
  expect(left.items.map(({ id }) => id)).toEqual([ids[2], ids[0]]);
});

test('a removed channel leaves its owner free, and its recordings their owner', async () => {
  const id = await open('leaving');
  await channels.remove(id);
  expect(await channels.get(id)).toBeDefined();
  await channels.markClosing(id);
  expect((await channels.listByOwner('leaving', { limit: 10 })).items).toEqual([]);
  await channels.remove(id);
  expect(await channels.get(id)).toBeUndefined();
  expect(await channels.findRecorded('leaving')).toMatchObject({
    channelId: id,
    ownerId: 'leaving',
  });
  const next = await channels.claim({ ownerId: 'leaving', ownerName: 'Mina', title: 'Anew' });
  expect(next).toMatchObject({ created: true, channel: { title: 'Anew' } });
});

test('bans and moderators exclude each other, and the owner is never banned', async () => {
  const id = await open('moderated');
  await channels.addModerator(id, { userId: 'jun', displayName: 'Jun' });
  const banned = await channels.ban(id, 'jun', 'Spam', 'moderated');
  expect(banned.channel).toMatchObject({
    moderators: [],
    bans: { jun: { reason: 'Spam', by: 'moderated' } },
  });
  expect((await channels.ban(id, 'jun', 'Other', 'x')).applied).toBe(false);
  expect((await channels.ban(id, 'moderated', 'Mutiny', 'jun')).applied).toBe(false);
  expect((await channels.unban(id, 'jun')).channel?.bans).toEqual({});
});

test('a ban says whom it is about, where that was told', async () => {
  const id = await open('naming');
  await channels.ban(id, 'jun', 'Spam', 'naming', 'Jun');
  await channels.ban(id, 'nameless', 'Spam', 'naming');
  const at = now().toISOString();
  expect((await channels.get(id))?.bans).toEqual({
    jun: { reason: 'Spam', at, by: 'naming', displayName: 'Jun' },
    nameless: { reason: 'Spam', at, by: 'naming' },
  });
});

describe('chat', () => {
  const say = (channelId: string, id: string, second: number) =>
    chat.add(channelId, {
      id,
      content: id,
      sender: { userId: 'jun', name: 'Jun', role: 'viewer' },
      sentAt: new Date(clock + second * 1000).toISOString(),
    });

  test('is read backwards from the newest, and forwards between two times', async () => {
    for (let n = 0; n < 5; n += 1) await say('room', `m${n}`, n);
    await say('other', 'elsewhere', 2);
    const latest = await chat.latest('room', { limit: 3 });
    expect(latest.items.map(({ id }) => id)).toEqual(['m4', 'm3', 'm2']);
    const before = latest.nextCursor ?? '';
    const older = await chat.latest('room', { limit: 3, before });
    expect(older.items.map(({ id }) => id)).toEqual(['m1', 'm0']);
    expect(older.nextCursor).toBeUndefined();
    const range = { from: new Date(clock + 1000), to: new Date(clock + 4000), limit: 2 };
    const part = await chat.between('room', range);
    expect(part.items.map(({ id }) => id)).toEqual(['m1', 'm2']);
    const rest = await chat.between('room', { ...range, cursor: part.nextCursor ?? '' });
    expect(rest.items.map(({ id }) => id)).toEqual(['m3']);
  });

  test('removes a message once', async () => {
    await say('removing', 'bad', 0);
    expect(await chat.remove('removing', 'bad')).toBe(true);
    expect(await chat.remove('removing', 'bad')).toBe(false);
    expect((await chat.latest('removing', { limit: 1 })).items).toEqual([]);
  });
});

test('a video that is born ready is made once, by an id that follows from its origin', async () => {
  const videos = createVideoCatalog({ client: tables.client, tables: tables.tables, now });
  const id = derivedVideoId(clock, 'recording-1');
  expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  expect(derivedVideoId(clock, 'recording-2')).not.toBe(id);
  const video = {
    ...newVideo({ id, visibility: 'private' }),
    media: { duration: 1, width: 2, height: 2, renditions: [], hlsKey: 'x' },
    createdFrom: { channelId: 'x', startedAt: now().toISOString() },
  };
  const outcomes = await Promise.all([1, 2, 3].map(() => videos.createReady(video)));
  expect(outcomes.filter(({ applied }) => applied)).toHaveLength(1);
  expect(await videos.get(id)).toMatchObject({ status: 'ready', playable: true, progress: 100 });
  // To publish it is the same as of any video.
  const published = await videos.edit(id, { visibility: 'public' });
  expect(published.video?.publishedAt).toBeDefined();
});
