import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type FakeSlack,
  type SlackAnswer,
  secretToken,
  startFakeSlack,
} from '../../test/fake-slack.ts';
import { createSlackChannel, type SlackChannel } from './channel.ts';

const start = Date.parse('2026-05-01T00:00:00Z');
const minute = start + 60_000;

let slack: FakeSlack;
let channel: SlackChannel;
let clock: number;
/** Every pause, in milliseconds. */
let pauses: number[];

beforeEach(async () => {
  slack = await startFakeSlack();
  clock = start;
  pauses = [];
  channel = channelTo(slack.webhook);
});
afterEach(() => slack.close());

function channelTo(address: URL): SlackChannel {
  return createSlackChannel({
    webhook: async () => address,
    now: () => clock,
    random: () => 1,
    async sleep(milliseconds) {
      pauses.push(milliseconds);
      clock += milliseconds;
    },
  });
}

const post = (text = 'hello', deadline = minute) => channel.post({ text }, deadline);

test('a message is posted as it is', async () => {
  await post();
  expect(slack.posted).toEqual([{ text: 'hello' }]);
  expect(pauses).toEqual([]);
});

test('messages go out one a second, also those that are posted at once', async () => {
  await Promise.all(['one', 'two', 'three'].map((text) => post(text)));
  expect(slack.posted).toHaveLength(3);
  expect(clock - start).toBeGreaterThanOrEqual(2_000);
  clock += 5_000;
  pauses = [];
  await post('four');
  expect(pauses).toEqual([]);
});

describe('while Slack is busy or unwell', () => {
  test('it is left alone for as long as it asks', async () => {
    slack.answers.push({ status: 429, text: 'rate_limited', headers: { 'retry-after': '7' } });
    await post();
    expect(slack.posted).toHaveLength(2);
    expect(pauses).toEqual([7_000]);
  });

  test('the pauses grow, and end with its answer', async () => {
    slack.answers.push(
      { status: 500 },
      { status: 503 },
      { status: 429 },
      { status: 502, hangUp: true },
    );
    await post();
    expect(slack.posted).toHaveLength(5);
    expect(pauses.filter((pause) => pause !== 500 && pause >= 1_000)).toEqual([
      1_000, 2_000, 4_000,
    ]);
  });

  test('it is given up before the deadline, not at it', async () => {
    slack.answers.push(...Array(50).fill({ status: 503, text: 'try_later' }));
    await expect(post()).rejects.toMatchObject({
      name: 'SlackUnavailable',
      message: expect.stringContaining('503 try_later'),
    });
    expect(clock).toBeLessThan(minute);
    expect(slack.posted.length).toBeGreaterThan(5);
  });

  test('a wait that would outlast the deadline is not begun', async () => {
    slack.answers.push({ status: 429, headers: { 'retry-after': '120' } });
    await expect(post()).rejects.toMatchObject({ name: 'SlackUnavailable' });
    expect([slack.posted.length, pauses]).toEqual([1, []]);
  });
});

test.each([
  [400, 'invalid_payload'],
  [403, 'invalid_token'],
  [404, 'no_service'],
  [410, 'channel_is_archived'],
])('%i is no matter of time: %s is told at once', async (status, text) => {
  slack.answers.push({ status, text });
  await expect(post()).rejects.toMatchObject({
    name: 'SlackRefusal',
    status,
    message: `Slack refused the message: ${status} ${text}`,
  });
  expect(slack.posted).toHaveLength(1);
});

/** What Slack answers for as long as it is asked. */
const always = (answer: SlackAnswer) => slack.answers.push(...Array(100).fill(answer));

test('redirects are not followed', async () => {
  always({ status: 302, headers: { location: slack.webhook.href } });
  await expect(post()).rejects.toMatchObject({ name: 'SlackUnavailable' });
  expect(slack.posted).toHaveLength(100 - slack.answers.length);
  expect(slack.posted).toEqual(slack.posted.map(() => ({ text: 'hello' })));
});

test('an error never holds the address', async () => {
  always({ status: 200, hangUp: true });
  const error: unknown = await post().catch((it: unknown) => it);
  expect(String(error)).toMatch(/SlackUnavailable.*no answer \w/);
  const all = error instanceof Error ? `${error.stack}${String(error.cause)}` : '';
  expect(all).not.toContain(secretToken);
});
