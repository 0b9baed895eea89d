import { expect, test } from '@jest/globals';
import type { Channel } from './channel.ts';
import { banned } from './channel-transitions.ts';

const now = new Date('2026-11-24T00:00:00Z');
const channel: Channel = {
  id: '01JZK4Q5R6S7T8V9WAXBYCZD0E',
  ownerId: 'mina',
  ownerName: 'Mina',
  title: 'The tide',
  status: 'open',
  state: 'offline',
  ended: [],
  slowModeSeconds: 0,
  moderators: [],
  bans: {},
  createdAt: now.toISOString(),
  version: 1,
};

/** A row of DynamoDB may weigh 400 KB (DynamoDB Developer Guide, "Service quotas"). */
const heaviestRow = 400 * 1024;

const userId = (n: number) => `6f1c2a34-5b6d-7e8f-9a0b-${String(n).padStart(12, '0')}`;

test.each([
  ['short', 'Spam', 1_500],
  ['long, in wide letters', '도배'.repeat(100), 250],
])('bans with reasons that are %s: many, and never more than a row holds', (_, reason, many) => {
  const ban = { reason, at: now.toISOString(), by: userId(0), displayName: '바다'.repeat(5) };
  const withBans = (count: number): Channel => ({
    ...channel,
    bans: Object.fromEntries(Array.from({ length: count }, (_, n) => [userId(n), ban])),
  });
  const oneMore = (count: number) =>
    banned(userId(count), reason, ban.by, ban.displayName)(withBans(count), now);
  expect(Object.keys(oneMore(many)?.bans ?? {})).toHaveLength(many + 1);
  let fits = many;
  let tooMany = 10_000;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (oneMore(middle)) fits = middle;
    else tooMany = middle;
  }
  expect(oneMore(tooMany)).toBeUndefined();
  expect(Buffer.byteLength(JSON.stringify(oneMore(fits)))).toBeLessThan(heaviestRow);
});
