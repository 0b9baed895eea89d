import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Channel } from '@tidecast/catalog/channel';
import { startTestBed, type TestBed } from '../../test/test-bed.ts';
import { createReview, type ReviewDependencies } from './review-message.ts';
import { createTextRules } from './text-rules.ts';

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
  beforeEach(async () => {
    bed = await startTestBed();
    channel = await bed.channel('mina');
  });
  afterEach(() => bed.close());

  const review = (content: string, changes: Partial<ReviewDependencies> = {}) =>
    createReview({
      ...bed.dependencies,
      mayWriteNow: async () => true,
      blockedWords: [],
      patience: 5_000,
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
  const denied = (Reason: string, Content = 'Hello') => ({
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

  test('refuses what breaks a rule, and keeps none of it', async () => {
    expect(await review('www.evil')).toEqual(denied('link', 'www.evil'));
    await bed.channels.edit(channel.id, { slowModeSeconds: 30 });
    expect(await review('Hello', { mayWriteNow: async () => false })).toEqual(denied('slow_mode'));
    await bed.channels.ban(channel.id, 'jun', 'Spam', 'mina');
    expect(await review('Hello')).toEqual(denied('banned'));
    await bed.channels.markClosing(channel.id);
    expect(await review('Hello')).toEqual(denied('closed'));
    expect(await kept()).toEqual([]);
  });

  test('refuses what it cannot judge: no sender, no table, no time', async () => {
    const broken = { get: () => Promise.reject(new Error('no table')) };
    expect(await review('Hello', { channels: broken })).toEqual(denied('unavailable'));
    const silent = { get: () => new Promise<undefined>(() => {}) };
    expect(await review('Hello', { channels: silent, patience: 1 })).toEqual(denied('unavailable'));
    const bare = createReview({
      ...bed.dependencies,
      mayWriteNow: async () => true,
      blockedWords: [],
    });
    expect(await bare({ Content: 'Hello' })).toEqual(denied('unavailable'));
  });
});
