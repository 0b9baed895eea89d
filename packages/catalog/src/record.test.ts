import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { newVideo } from '../test/new-video.ts';
import { startTestTables, type TestTables } from '../test/test-tables.ts';
import { createChatHistory } from './chat-history.ts';
import { createChannelCatalog } from './dynamo-channel-catalog.ts';
import { createVideoCatalog } from './dynamo-video-catalog.ts';
import { defineRecord, nested, UnreadableRowError } from './record.ts';

describe('a record', () => {
  /** As after three releases: `label` was renamed, minutes became seconds, `tags` were added. */
  const film = defineRecord({
    kind: 'film',
    key: 'id',
    schema: z.object({
      id: z.string(),
      title: z.string(),
      seconds: z.number(),
      tags: z.array(z.string()).default([]),
      media: nested({ width: z.number() }).exactOptional(),
    }),
    upgrades: [
      ({ label, ...row }) => ({ ...row, title: label }),
      ({ minutes, ...row }) => ({ ...row, seconds: Number(minutes) * 60 }),
    ],
  });

  test('is read from rows of every version of its shape', () => {
    const read = { id: '1', title: 'Tide', seconds: 120, tags: [] };
    expect(film.read({ id: '1', label: 'Tide', minutes: 2 })).toEqual(read);
    expect(film.read({ id: '1', schemaVersion: 2, title: 'Tide', minutes: 2 })).toEqual(read);
    expect(film.read({ id: '1', schemaVersion: 3, title: 'Tide', seconds: 120 })).toEqual(read);
  });

  test('is written as the newest', () => {
    expect(film.stamp).toEqual({ schemaVersion: 3 });
  });

  test('of a later release is read as far as it is known, and keeps what a later one added', () => {
    const row = { id: '1', schemaVersion: 4, title: 'Tide', seconds: 120, tags: ['sea'], more: 1 };
    expect(film.read({ ...row, media: { width: 640, codec: 'h264' } })).toEqual({
      id: '1',
      title: 'Tide',
      seconds: 120,
      tags: ['sea'],
      media: { width: 640, codec: 'h264' },
    });
  });

  test('that cannot be read says which row and which fields', () => {
    const row = { id: '7', schemaVersion: 3, title: 1, seconds: 120, media: {} };
    expect(() => film.read(row)).toThrow(
      /^film 7 cannot be read: title: Invalid input: .*; media\.width: Invalid input: /,
    );
  });
});

let tables: TestTables;
beforeAll(async () => {
  tables = await startTestTables();
});
afterAll(() => tables.close());

/** Writes an attribute as nothing of this release does. */
async function set(table: string, id: string, attribute: string, value: unknown) {
  await DynamoDBDocumentClient.from(tables.client).send(
    new UpdateCommand({
      TableName: table,
      Key: { id },
      UpdateExpression: 'SET #name = :value',
      ExpressionAttributeNames: { '#name': attribute },
      ExpressionAttributeValues: { ':value': value },
    }),
  );
}

test('a step leaves alone what a newer release has added to the row', async () => {
  const { client } = tables;
  const videos = createVideoCatalog({ client, tables: tables.tables });
  const channels = createChannelCatalog({ client, table: tables.tables.channels });
  const video = await videos.create(newVideo());
  const { channel } = await channels.claim({ ownerId: 'new', ownerName: 'Mina', title: 'x' });
  const added = { tags: ['sea'] };
  for (const [table, id] of [
    [tables.tables.videos, video.id],
    [tables.tables.channels, channel.id],
  ] as const)
    await set(table, id, 'added', added);
  await set(tables.tables.videos, video.id, 'source', { ...video.source, added });
  await videos.markUploaded(video.id, { etag: 'etag', size: 1 });
  await channels.edit(channel.id, { title: 'New' });
  const read = async (TableName: string, id: string) =>
    (await DynamoDBDocumentClient.from(client).send(new GetCommand({ TableName, Key: { id } })))
      .Item;
  expect(await read(tables.tables.videos, video.id)).toMatchObject({
    status: 'queued',
    source: { etag: 'etag', added },
    added,
  });
  expect(await read(tables.tables.channels, channel.id)).toMatchObject({ title: 'New', added });
});

test('of many steps on one row at once, none is lost', async () => {
  const options = { client: tables.client, table: tables.tables.channels };
  const channels = createChannelCatalog(options);
  const { channel } = await channels.claim({ ownerId: 'many', ownerName: 'Mina', title: 'x' });
  const users = Array.from({ length: 10 }, (_, n) => `user-${n}`);
  await Promise.all(users.map((user) => channels.ban(channel.id, user, 'Spam', 'many')));
  const { bans, version } = (await channels.get(channel.id)) ?? {};
  expect(Object.keys(bans ?? {}).sort()).toEqual(users);
  expect(version).toBe(channel.version + users.length);
});

describe('a damaged row', () => {
  const unreadable: UnreadableRowError[] = [];

  const now = () => new Date('2026-11-24T00:00:00Z');
  const options = () => ({
    client: tables.client,
    now,
    onUnreadable: (error: UnreadableRowError) => unreadable.push(error),
  });
  const told = () => unreadable.splice(0).map(({ kind, key }) => [kind, key]);

  async function videoRows(visibility: 'public' | 'private', ownerId: string) {
    const videos = createVideoCatalog({ ...options(), tables: tables.tables });
    const ids: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const { id } = await videos.create(newVideo({ visibility, ownerId }));
      await videos.markUploaded(id, { etag: 'etag', size: 1 });
      ids.push(id);
    }
    return { videos, ids };
  }

  test('is an error to whoever asks for it alone, and in no list; the rest of each list is there', async () => {
    const { videos, ids } = await videoRows('private', 'mina');
    const broken = ids[1] ?? '';
    await set(tables.tables.videos, broken, 'captions', 'none');
    await expect(videos.get(broken)).rejects.toThrow(
      `video ${broken} cannot be read: captions: Invalid input: expected array, received string`,
    );
    await expect(videos.edit(broken, { title: 'x' })).rejects.toThrow(UnreadableRowError);
    const rest = ids.filter((id) => id !== broken).sort();
    expect((await videos.getMany(ids)).map(({ id }) => id).sort()).toEqual(rest);
    expect(told()).toEqual([['video', broken]]);
    const listed: string[] = [];
    for (let cursor: string | undefined, more = true; more; more = cursor !== undefined) {
      const page = await videos.listByOwner('mina', { limit: 1, ...(cursor && { cursor }) });
      listed.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(listed.sort()).toEqual(rest);
    const stale = await videos.listStale('queued', new Date('2027-01-01'), { limit: 3 });
    expect(stale.items.map(({ id }) => id).sort()).toEqual(rest);
    expect(told()).toContainEqual(['video', broken]);
  });

  test('of the feed does not end its page early', async () => {
    const { videos, ids } = await videoRows('public', 'jun');
    const media = { duration: 1, width: 2, height: 2, renditions: [], hlsKey: 'x' };
    for (const id of ids)
      await videos.markReady({ videoId: id, attempt: 1 }, { jobId: 'job', at: 1, media });
    const broken = ids[2] ?? '';
    await set(tables.tables.videos, broken, 'visibility', 'everybody');
    const page = await videos.listPublic({ limit: 2 });
    const rest = await videos.listPublic({ limit: 2, cursor: page.nextCursor ?? '' });
    const seen = [...page.items, ...rest.items].map(({ id }) => id);
    expect(seen.sort()).toEqual(ids.filter((id) => id !== broken).sort());
    expect(told()).toContainEqual(['video', broken]);
  });

  test('of a channel or of its chat leaves the others in their lists', async () => {
    const { channels: table } = tables.tables;
    const channels = createChannelCatalog({ ...options(), table });
    const chat = createChatHistory({ ...options(), table });
    const ids: string[] = [];
    for (const ownerId of ['a', 'b', 'c']) {
      const owner = { ownerId, ownerName: 'Mina', title: 'The tide' };
      const { id } = (await channels.claim(owner)).channel;
      await channels.markLive(id, `stream of ${ownerId}`, now().getTime() + ids.length);
      ids.push(id);
    }
    const [first = '', broken = '', last = ''] = ids;
    await set(table, broken, 'bans', { troll: 'Spam' });
    await expect(channels.get(broken)).rejects.toThrow(
      `channel ${broken} cannot be read: bans.troll: Invalid input`,
    );
    const page = await channels.listLive({ limit: 2 });
    expect(page.items.map(({ id }) => id)).toEqual([last]);
    const rest = await channels.listLive({ limit: 2, cursor: page.nextCursor ?? '' });
    expect(rest.items.map(({ id }) => id)).toEqual([first]);
    expect(told()).toEqual([['channel', broken]]);

    for (const id of ['m1', 'm2', 'm3'])
      await chat.add(first, {
        id,
        content: id,
        sender: { userId: 'jun', name: 'Jun', role: 'viewer' },
        sentAt: new Date(now().getTime() + ids.push(id)).toISOString(),
      });
    await set(table, `chat#${first}#m2`, 'message', { id: 'm2' });
    const newest = await chat.latest(first, { limit: 2 });
    expect(newest.items.map(({ id }) => id)).toEqual(['m3']);
    const older = await chat.latest(first, { limit: 2, before: newest.nextCursor ?? '' });
    expect(older.items.map(({ id }) => id)).toEqual(['m1']);
    expect(told()).toEqual([['chat message', `chat#${first}#m2`]]);
  });
});
