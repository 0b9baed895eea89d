import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Channel } from '@tidecast/catalog/channel';
import type { ChatRefusal } from '@tidecast/contract/chat-protocol';
import { startTestBed, type TestBed } from '../../test/test-bed.ts';
import { createReview, type ReviewDependencies } from './review-message.ts';
import { createTextRules } from './text-rules.ts';

/** Each refusal's own cause: what is said, and what has happened before. */
const causes: Readonly<Record<ChatRefusal, [string, ((bed: TestBed, id: string) => unknown)?]>> = {
  empty: [' \u200b '],
  link: ['www.evil'],
  word: ['buy viagra'],
  banned: ['Hello', (bed, id) => bed.channels.ban(id, 'jun', 'Spam', 'mina')],
  slow_mode: ['Hello', (bed, id) => bed.channels.edit(id, { slowModeSeconds: 30 })],
  closed: ['Hello', (bed, id) => bed.channels.markClosing(id)],
  // Nobody can look the channel up.
  unavailable: ['Hello'],
};

describe('the rules of texts', () => {
  const textFault = createTextRules(['grog']);
  test.each([
    ['see https://evil.example/x', 'link'],
    ['WWW.evil', 'link'],
    ['come to evil.com now', 'link'],
    ['ｅｖｉｌ．ｃｏｍ', 'link'],
    ['ev\u200bil.com', 'link'],
    ['evil (dot) com', 'link'],
    ['at 10.1.2.3', 'link'],
    ['buy VIAGRA!', 'word'],
    ['a GROG, please', 'word'],
    [' \u200b ', 'empty'],
    ['well done... see you', undefined],
    ['3.5 metres at 10.30', undefined],
    ['groggy', undefined],
    ['안녕하세요', undefined],
  ])('%j: %s', (text, fault) => {
    expect(textFault(text)).toBe(fault);
  });
});

describe('a review', () => {
  let bed: TestBed;
  let channel: Channel;
  /** Whose turn it is not yet. */
  const turns = new Set<string>();
  const claims: ReviewDependencies['claims'] = {
    async take(turn) {
      if (turns.has(turn)) return 'held';
      turns.add(turn);
      return 'taken';
    },
    giveBack: async (turn) => void turns.delete(turn),
  };
  beforeEach(async () => {
    turns.clear();
    bed = await startTestBed();
    channel = await bed.channel('mina');
  });
  afterEach(() => bed.close());

  const review = (content: string, changes: Partial<ReviewDependencies> = {}) =>
    createReview({
      ...bed.dependencies,
      claims,
      blockedWords: [],
      reviewTimeout: 5_000,
      ...changes,
    })(message(content));

  const message = (content: string) => ({
    Content: content,
    MessageId: 'message-1',
    RoomArn: channel.chatRoomArn,
    Attributes: {},
    Sender: {
      UserId: 'jun',
      Ip: '192.0.2.1',
      Attributes: { name: 'Jun', role: 'viewer', channelId: channel.id },
    },
  });
  const denied = (Reason: ChatRefusal, Content = 'Hello') => ({
    ReviewResult: 'DENY',
    Content,
    Attributes: { Reason },
  });
  const kept = async () => (await bed.chat.latest(channel.id, { limit: 10 })).items;

  test('lets a message out and keeps it', async () => {
    expect(await review('Hello')).toEqual({ ReviewResult: 'ALLOW', Content: 'Hello' });
    expect(await kept()).toMatchObject([
      { id: 'message-1', content: 'Hello', sender: { userId: 'jun', name: 'Jun', role: 'viewer' } },
    ]);
  });

  test.each(Object.keys(causes) as ChatRefusal[])('%s is said by its own cause', async (code) => {
    const [content, prepare] = causes[code];
    await prepare?.(bed, channel.id);
    // In slow mode the first message passes.
    if (code === 'slow_mode') await review(content);
    const broken = { get: () => Promise.reject(new Error('no table')) };
    const changes = code === 'unavailable' ? { channels: broken } : {};
    expect(await review(content, changes)).toEqual(denied(code, content));
  });

  test('refuses what breaks a rule, and keeps none of it', async () => {
    expect(await review('www.evil')).toEqual(denied('link', 'www.evil'));
    await bed.channels.ban(channel.id, 'jun', 'Spam', 'mina');
    expect(await review('Hello')).toEqual(denied('banned'));
    await bed.channels.markClosing(channel.id);
    expect(await review('Hello')).toEqual(denied('closed'));
    expect(await kept()).toEqual([]);
  });

  test('in slow mode lets a viewer write once in a while', async () => {
    await bed.channels.edit(channel.id, { slowModeSeconds: 30 });
    expect(await review('Hello')).toMatchObject({ ReviewResult: 'ALLOW' });
    expect(await review('Hello')).toEqual(denied('slow_mode'));
    const { Sender, ...rest } = message('Hello');
    const asOwner = {
      ...rest,
      Sender: { ...Sender, Attributes: { ...Sender.Attributes, role: 'owner' } },
    };
    expect(
      await createReview({ ...bed.dependencies, claims, blockedWords: [], reviewTimeout: 5_000 })(
        asOwner,
      ),
    ).toMatchObject({ ReviewResult: 'ALLOW' });
  });

  test('in slow mode takes no turn for what it refused for want of time', async () => {
    await bed.channels.edit(channel.id, { slowModeSeconds: 30 });
    const read = Promise.withResolvers<Channel>();
    const slow = { get: () => read.promise };
    expect(await review('Hello', { channels: slow, reviewTimeout: 1 })).toEqual(
      denied('unavailable'),
    );
    read.resolve(await bed.get(channel.id));
    await new Promise((resolve) => setImmediate(resolve));
    expect(await review('Hello')).toMatchObject({ ReviewResult: 'ALLOW' });
  });

  test('refuses what it cannot judge: no sender, no table, no time', async () => {
    const broken = { get: () => Promise.reject(new Error('no table')) };
    expect(await review('Hello', { channels: broken })).toEqual(denied('unavailable'));
    const silent = { get: () => new Promise<undefined>(() => {}) };
    expect(await review('Hello', { channels: silent, reviewTimeout: 1 })).toEqual(
      denied('unavailable'),
    );
    const bare = createReview({
      ...bed.dependencies,
      claims,
      blockedWords: [],
    });
    expect(await bare({ Content: 'Hello' })).toEqual(denied('unavailable'));
  });

  test('refuses what IVS has given up while the review started, and keeps none of it', async () => {
    const added: string[] = [];
    const fast = createReview({
      ...bed.dependencies,
      channels: { get: async () => channel },
      chat: { add: async (_id, { content }) => void added.push(content), remove: async () => true },
      claims,
      blockedWords: [],
      reviewTimeout: 5_000,
    });
    expect(await fast(message('Late'), 5_000)).toEqual(denied('unavailable', 'Late'));
    expect(bed.reasons).toEqual(['MessageRefused unavailable']);
    expect(await fast(message('In time'), 10)).toMatchObject({ ReviewResult: 'ALLOW' });
    expect(added).toEqual(['In time']);
  });

  test('keeps nothing of what it refused before it was done', async () => {
    const read = Promise.withResolvers<Channel>();
    const slow = { get: () => read.promise };
    expect(await review('Hello', { channels: slow, reviewTimeout: 1 })).toEqual(
      denied('unavailable'),
    );
    read.resolve(channel);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await kept()).toEqual([]);
  });
});
