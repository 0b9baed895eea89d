import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ChatRole } from '@tidecast/catalog/channel';
import { type EditChannel, editableChannelFields } from '@tidecast/contract/channels';
import { startTestBed, type TestBed } from '../test/test-bed.ts';

let bed: TestBed;
beforeEach(async () => {
  bed = await startTestBed();
});
afterEach(() => bed.close());

describe('opening a channel', () => {
  test('makes one channel and one room, however many ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        bed.call('POST', '/channels', { as: 'mina', body: { title: 'The tide' } }),
      ),
    );
    const again = await bed.call('POST', '/channels', { as: 'mina', body: { title: 'Other' } });
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(new Set([...answers, again].map(({ body }) => body.id)).size).toBe(1);
    expect(again.body).toMatchObject({ title: 'The tide', ownerName: 'Name of mina' });
    expect(bed.fake.inputsOf('CreateChannel')).toMatchObject([
      { latencyMode: 'LOW', recordingConfigurationArn: 'arn:recording' },
    ]);
    expect(bed.fake.inputsOf('CreateRoom')).toMatchObject([
      { messageReviewHandler: { uri: 'arn:review', fallbackResult: 'DENY' } },
    ]);
  });

  test('that failed half way takes up what it had made', async () => {
    bed.fake.failing.set('CreateRoom', new Error('broken'));
    const wish = { as: 'mina', body: { title: 'The tide' } };
    expect((await bed.call('POST', '/channels', wish)).status).toBe(500);
    expect((await bed.call('POST', '/channels', wish)).status).toBe(200);
    expect(bed.fake.channels.size).toBe(1);
    expect(bed.fake.rooms.size).toBe(1);
  });

  test('needs a session, a title, and no other site', async () => {
    const body = { title: 'The tide' };
    expect((await bed.call('POST', '/channels', { body })).body.code).toBe('not_signed_in');
    const odd = { title: ' ', other: 1 };
    const refused = await bed.call('POST', '/channels', { as: 'mina', body: odd });
    expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    const foreign = await bed.call('POST', '/channels', {
      session: { session: 'signed-in', userId: 'mina', moderator: false, tokenId: 'x' },
      cookies: ['__Host-tc_access=token'],
      headers: { origin: 'https://evil.example' },
      body,
    });
    expect(foreign).toMatchObject({ status: 403, body: { code: 'cross_origin' } });
  });
});

test('an expired session is reported, even where anybody may read', async () => {
  const answer = await bed.call('GET', '/channels', { session: { session: 'expired' } });
  expect(answer).toMatchObject({ status: 401, body: { code: 'session_expired' } });
  expect((await bed.call('GET', '/channels')).status).toBe(200);
});

test('live channels are listed with their viewers, and the owner sees more of theirs', async () => {
  const channel = await bed.channel('mina');
  const arn = channel.ivs?.channelArn ?? '';
  const stream = { streamId: 'st-1', startTime: new Date(bed.now()), viewerCount: 7 };
  bed.fake.streams.set(arn, { ...stream, health: 'STARVING' });
  expect((await bed.call('GET', '/channels?live')).body.items).toEqual([]);
  await bed.channels.markLive(channel.id, 'st-1', bed.now());
  const { body } = await bed.call('GET', '/channels?live=true');
  expect(body).toMatchObject({
    items: [{ id: channel.id, state: 'live', viewers: 7, playbackUrl: channel.ivs?.playbackUrl }],
    nextCursor: null,
  });
  expect(JSON.stringify(body)).not.toContain('bans');
  const own = await bed.call('GET', '/channels?owner=me&live', { as: 'mina' });
  expect(own.body.items).toMatchObject([{ health: 'starving', moderators: [], bans: [] }]);
  await bed.channel('jun');
  const ofJun = async (query: string) =>
    (await bed.call('GET', `/channels?owner=me${query}`, { as: 'jun' })).body.items;
  expect(await ofJun('')).toMatchObject([{ state: 'offline' }]);
  expect(await ofJun('&live=true')).toEqual([]);
  expect((await bed.call('GET', `/channels/${channel.id}`)).body.health).toBeUndefined();
  expect((await bed.call('GET', '/channels/01JZ0000000000000000000000')).status).toBe(404);
  expect((await bed.call('PUT', `/channels/${channel.id}`)).headers.Allow).toContain('PATCH');
});

test('the stream key is its owner’s alone, and a rotated one is another', async () => {
  const { id, ivs } = await bed.channel('mina');
  const path = `/channels/${id}/stream-key`;
  expect((await bed.call('GET', path)).status).toBe(401);
  expect((await bed.call('GET', path, { as: 'jun', moderator: true })).status).toBe(403);
  const before = await bed.call('GET', path, { as: 'mina' });
  expect(before.body.ingestUrl).toBe(`rtmps://${ivs?.ingestEndpoint}:443/app/`);
  const after = await bed.call('POST', path, { as: 'mina' });
  expect(after.body.streamKey).not.toBe(before.body.streamKey);
  expect((await bed.call('GET', path, { as: 'mina' })).body).toEqual(after.body);
  expect(bed.fake.keys.size).toBe(1);
  expect(JSON.stringify(await bed.get(id))).not.toContain('sk_');
});

describe('chat', () => {
  const token = (id: string, as?: string, moderator = false) =>
    bed.call('POST', `/channels/${id}/chat/token`, as === undefined ? {} : { as, moderator });

  test.each<[ChatRole, string | undefined, boolean, string[]]>([
    ['owner', 'mina', false, ['SEND_MESSAGE']],
    ['moderator', 'appointed', false, ['SEND_MESSAGE']],
    ['moderator', 'of-the-group', true, ['SEND_MESSAGE']],
    ['viewer', 'jun', false, ['SEND_MESSAGE']],
    ['viewer', undefined, false, []],
  ])('the server makes a %s of %s', async (role, as, moderator, capabilities) => {
    const { id, chatRoomArn } = await bed.channel('mina');
    const appointing = { as: 'mina', body: { userId: 'appointed' } };
    expect((await bed.call('POST', `/channels/${id}/moderators`, appointing)).status).toBe(200);
    const answer = await token(id, as, moderator);
    expect(answer.body).toMatchObject({ role, endpoint: 'wss://chat.example' });
    expect(bed.fake.inputsOf('CreateChatToken')).toMatchObject([
      {
        roomIdentifier: chatRoomArn,
        userId: as ?? expect.stringMatching(/^anonymous-[0-9a-f]{16}$/),
        capabilities,
        attributes: { role, name: as === undefined ? 'Anonymous' : `Name of ${as}` },
      },
    ]);
  });

  test('a ban ends connections by the id of tokens, and there is no new token', async () => {
    const { id, chatRoomArn } = await bed.channel('mina');
    const bans = `/channels/${id}/chat/bans`;
    const body = { userId: 'jun', reason: 'Spam' };
    expect((await bed.call('POST', bans, { as: 'viewer', body })).status).toBe(403);
    expect((await bed.call('POST', bans, { as: 'mod', moderator: true, body })).status).toBe(204);
    expect(bed.fake.inputsOf('DisconnectUser')).toMatchObject([
      { roomIdentifier: chatRoomArn, userId: 'jun' },
    ]);
    expect(await token(id, 'jun')).toMatchObject({ status: 403, body: { code: 'banned' } });
    const again = await bed.call('POST', bans, { as: 'mina', body });
    expect(again.status).toBe(204);
    expect((await bed.call('DELETE', `${bans}/jun`, { as: 'mina' })).status).toBe(204);
    expect((await token(id, 'jun')).status).toBe(200);
    const owner = { userId: 'mina', reason: 'Mutiny' };
    expect((await bed.call('POST', bans, { as: 'mod', moderator: true, body: owner })).status).toBe(
      409,
    );
  });

  test('a ban names whom the moderator saw, for its owner alone', async () => {
    const { id } = await bed.channel('mina');
    await bed.channels.ban(id, 'of-old', 'Spam', 'mina');
    const body = { userId: 'jun', reason: 'Spam', displayName: ' Jun ' };
    const bans = `/channels/${id}/chat/bans`;
    expect((await bed.call('POST', bans, { as: 'mod', moderator: true, body })).status).toBe(204);
    const nameless = { ...body, displayName: '\u200b' };
    expect((await bed.call('POST', bans, { as: 'mina', body: nameless })).status).toBe(400);
    const own = await bed.call('GET', `/channels/${id}`, { as: 'mina' });
    expect(own.body.bans).toEqual(
      expect.arrayContaining([
        { userId: 'jun', displayName: 'Jun', reason: 'Spam' },
        { userId: 'of-old', reason: 'Spam' },
      ]),
    );
    expect((await bed.call('GET', `/channels/${id}`, { as: 'jun' })).body.bans).toBeUndefined();
  });

  test('a token that was asked for before a ban is not given after it', async () => {
    const { id } = await bed.channel('mina');
    bed.fake.before.set('CreateChatToken', () => bed.channels.ban(id, 'jun', 'Spam', 'mina'));
    expect(await token(id, 'jun')).toMatchObject({ status: 403, body: { code: 'banned' } });
  });

  test('a user with a token from before a ban is disconnected by the reconciler', async () => {
    const { id, chatRoomArn } = await bed.channel('mina');
    const body = { userId: 'jun', reason: 'Spam' };
    await bed.call('POST', `/channels/${id}/chat/bans`, { as: 'mina', body });
    bed.advance(5 * 60_000);
    expect((await bed.reconcile()).failed).toBe(0);
    const ended = bed.fake.inputsOf('DisconnectUser');
    expect(ended).toHaveLength(2);
    expect(ended[1]).toMatchObject({ roomIdentifier: chatRoomArn, userId: 'jun' });
    bed.advance(10 * 60_000);
    await bed.reconcile();
    expect(bed.fake.inputsOf('DisconnectUser')).toHaveLength(2);
  });

  test('a ban stands even when the connection cannot be ended', async () => {
    const { id } = await bed.channel('mina');
    bed.fake.failing.set('DisconnectUser', new Error('broken'));
    const body = { userId: 'jun', reason: 'Spam' };
    const answer = await bed.call('POST', `/channels/${id}/chat/bans`, { as: 'mina', body });
    expect(answer.status).toBe(500);
    expect((await token(id, 'jun')).status).toBe(403);
  });

  test('the last messages can be read by anybody, but for those that were removed', async () => {
    const { id } = await bed.channel('mina');
    for (let n = 1; n <= 55; n += 1)
      await bed.chat.add(id, {
        id: `m${n}`,
        content: `message ${n}`,
        sender: { userId: 'jun', name: 'Jun', role: 'viewer' },
        sentAt: new Date(bed.now() + n * 1000).toISOString(),
      });
    const path = `/channels/${id}/chat/messages`;
    expect((await bed.call('DELETE', `${path}/m55`, { as: 'jun' })).status).toBe(403);
    expect((await bed.call('DELETE', `${path}/m55`, { as: 'mina' })).status).toBe(204);
    expect(bed.fake.inputsOf('DeleteMessage')).toMatchObject([{ id: 'm55' }]);
    const { body } = await bed.call('GET', path);
    const ids = (items: unknown) => (items as { id: string }[]).map((item) => item.id);
    expect(ids(body.items)).toHaveLength(50);
    expect([ids(body.items).at(0), ids(body.items).at(-1)]).toEqual(['m5', 'm54']);
    const older = await bed.call('GET', `${path}?before=${body.nextCursor}`);
    expect(ids(older.body.items)).toEqual(['m1', 'm2', 'm3', 'm4']);
  });

  test('moderators set slow mode, the owner the title, and the room is notified', async () => {
    const { id } = await bed.channel('mina');
    const slow = { as: 'mod', moderator: true, body: { slowModeSeconds: 30 } };
    expect((await bed.call('PATCH', `/channels/${id}`, slow)).body.slowModeSeconds).toBe(30);
    expect(bed.fake.inputsOf('SendEvent')).toMatchObject([
      { eventName: 'tidecast:slow-mode', attributes: { seconds: '30' } },
    ]);
    const title = { as: 'mod', moderator: true, body: { title: 'Mine' } };
    expect((await bed.call('PATCH', `/channels/${id}`, title)).status).toBe(403);
  });
});

test('closing removes all that was made at IVS, at the latest when the stream has ended', async () => {
  const channel = await bed.channel('mina');
  const arn = channel.ivs?.channelArn ?? '';
  const stream = { streamId: 'st-1', startTime: new Date(bed.now()), viewerCount: 0 };
  bed.fake.streams.set(arn, { ...stream, health: 'HEALTHY' });
  const path = `/channels/${channel.id}`;
  expect((await bed.call('DELETE', path, { as: 'jun' })).status).toBe(403);
  expect((await bed.call('DELETE', path, { as: 'mina' })).status).toBe(204);
  expect((await bed.call('GET', path)).status).toBe(404);
  expect(bed.fake.inputsOf('StopStream')).toHaveLength(1);
  expect([bed.fake.rooms.size, bed.fake.keys.size, bed.fake.channels.size]).toEqual([0, 0, 1]);
  bed.fake.streams.clear();
  expect((await bed.reconcile()).failed).toBe(0);
  expect(bed.fake.channels.size).toBe(0);
  expect(await bed.channels.get(channel.id)).toBeUndefined();
  const next = await bed.call('POST', '/channels', { as: 'mina', body: { title: 'Anew' } });
  expect(next.status).toBe(201);
  expect(next.body.id).not.toBe(channel.id);
});

test.each(Object.keys(editableChannelFields) as (keyof EditChannel)[])(
  '%s of a channel is kept and shown when its owner changes it, and the others stay',
  async (field) => {
    const changed: Required<EditChannel> = { title: 'The ebb', slowModeSeconds: 30 };
    const { id } = await bed.channel('mina');
    const url = `/channels/${id}`;
    const before = await bed.call('GET', url);
    expect(before.body[field]).not.toEqual(changed[field]);
    const body = { [field]: changed[field] };
    expect((await bed.call('PATCH', url, { as: 'mina', body })).status).toBe(200);
    expect((await bed.call('GET', url)).body).toEqual({ ...before.body, ...body });
  },
);
