import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type ChannelProblemCode, problemCodes } from '@tidecast/contract/problem-codes';
import { type Answer, startTestBed, type TestBed } from '../test/test-bed.ts';

let bed: TestBed;
beforeEach(async () => {
  bed = await startTestBed();
});
afterEach(() => bed.close());

/** The causes of what is said of channels alone; apps/api has those of all other problems. */
const causes: Readonly<
  Record<ChannelProblemCode | 'forbidden', (channel: string, id: string) => Promise<Answer>>
> = {
  async banned(channel, id) {
    await bed.channels.ban(id, 'jun', 'Spam', 'mina');
    return bed.call('POST', `${channel}/chat/token`, { as: 'jun' });
  },
  owner_moderates: (channel) =>
    bed.call('POST', `${channel}/moderators`, { as: 'mina', body: { userId: 'mina' } }),
  async too_many_moderators(channel, id) {
    for (let n = 0; n < 50; n++) await bed.channels.addModerator(id, { userId: `m${n}` });
    return bed.call('POST', `${channel}/moderators`, { as: 'mina', body: { userId: 'one-more' } });
  },
  cannot_ban: (channel) => {
    const body = { userId: 'mina', reason: 'Mutiny' };
    return bed.call('POST', `${channel}/chat/bans`, { as: 'mod', moderator: true, body });
  },
  async too_many_bans(channel, id) {
    await bed.channels.ban(id, 'loud', 'x'.repeat(307_000), 'mina');
    const body = { userId: 'jun', reason: 'Spam '.repeat(40).trim() };
    return bed.call('POST', `${channel}/chat/bans`, { as: 'mina', body });
  },
  forbidden: (channel) => bed.call('GET', `${channel}/stream-key`, { as: 'jun' }),
};

test.each(Object.keys(causes) as (keyof typeof causes)[])(
  '%s is said by its own cause',
  async (code) => {
    const { id } = await bed.channel('mina');
    const { status, body } = await causes[code](`/channels/${id}`, id);
    expect([status, body.code]).toEqual([problemCodes[code].status, code]);
  },
);

test('a caller whose session was ended elsewhere is asked to sign in again, not forbidden', async () => {
  bed.nameless.add('mina');
  const answer = await bed.call('POST', '/channels', { as: 'mina', body: { title: 'The tide' } });
  expect([answer.status, answer.body.code]).toEqual([401, 'session_expired']);
});
