import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Claims, createClaims } from '@tidecast/catalog/claims';
import { startTestTables, type TestTables } from '../../../packages/catalog/test/test-tables.ts';
import { type FakeSlack, startFakeSlack } from '../test/fake-slack.ts';
import { alarm, type PublishedMessage, snsEvent } from '../test/sns-event.ts';
import { createNotify } from './notify-slack.ts';
import { createSlackChannel } from './slack/channel.ts';
import type { MetricName } from './telemetry.ts';

/** What Lambda gives the function, in milliseconds. */
const lifetime = 60_000;

let tables: TestTables;
let slack: FakeSlack;
let claims: Claims;
let clock: number;
let counts: Map<MetricName, number>;
let errors: string[];

beforeAll(async () => {
  tables = await startTestTables();
});
afterAll(() => tables.close());
beforeEach(async () => {
  slack = await startFakeSlack();
  clock = Date.parse('2026-05-01T00:00:00Z');
  counts = new Map();
  errors = [];
  claims = createClaims({
    client: tables.client,
    table: tables.tables.expiring,
    now: () => new Date(clock),
  });
});
afterEach(() => slack.close());

const now = () => clock;
const sleep = async (milliseconds: number) => {
  clock += milliseconds;
};

function notify(...messages: readonly PublishedMessage[]): Promise<void> {
  const run = createNotify({
    claims,
    slack: createSlackChannel({ webhook: async () => slack.webhook, now, sleep, random: () => 1 }),
    site: { publicOrigin: 'https://tidecast.example', stackName: 'tidecast-dev' },
    telemetry: {
      info: () => undefined,
      warn: () => undefined,
      error: (message, error) => void errors.push(`${message}: ${error}`),
      count: (name) => void counts.set(name, (counts.get(name) ?? 0) + 1),
      measure: () => undefined,
    },
    now,
    sleep,
  });
  return run(snsEvent(...messages), lifetime);
}

const texts = () => slack.posted.map(({ text }) => text);
/** Different in each test: they share a table. */
const named = (name: string) => ({ message: alarm({ AlarmName: name, AlarmArn: name }) });

describe('a message', () => {
  test('is posted, and counted', async () => {
    await notify({ subject: 'AWS Budgets', message: 'You have spent 80 %.' });
    expect(texts()).toEqual(['AWS Budgets: You have spent 80 %.']);
    expect([...counts]).toEqual([['MessageSent', 1]]);
  });

  test('that comes again is not posted again', async () => {
    const message = { id: crypto.randomUUID(), message: 'once' };
    await notify(message);
    await notify(message, message);
    expect(texts()).toEqual(['Message: once']);
    expect(counts.get('MessageRepeated')).toBe(2);
  });

  test('with the words of an earlier one is another message', async () => {
    await notify({ message: 'again' }, { message: 'again' });
    expect(slack.posted).toHaveLength(2);
  });
});

describe('an alarm', () => {
  test('that two messages tell of is posted once; its next change is posted', async () => {
    await notify(named('twice'), named('twice'));
    expect(slack.posted).toHaveLength(1);
    const later = { StateChangeTime: '2026-01-31T09:00:00.000+0000' };
    await notify({ message: alarm({ AlarmArn: 'twice', ...later }) });
    await notify({ message: alarm({ AlarmArn: 'twice', ...later, NewStateValue: 'OK' }) });
    expect(slack.posted).toHaveLength(3);
  });
});

test('what the product publishes twice of one event is posted once', async () => {
  const message = {
    kind: 'video-published',
    id: 'video-published/01ARZ3NDEKTSV4RRFFQ69G5FAV',
    videoId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    title: 'The tide',
    ownerName: 'Mina',
    durationSeconds: 61,
  };
  await notify({ message }, { message });
  expect(texts()).toEqual(['🎬 Published: The tide by Mina']);
});

describe('when Slack does not take it', () => {
  test('the invocation fails, and the next one tries again', async () => {
    const message = { id: crypto.randomUUID(), message: 'stubborn' };
    slack.answers.push({ status: 404, text: 'no_service' });
    await expect(notify(message)).rejects.toThrow('404 no_service');
    expect(errors).toEqual([
      'failed to send message; it will be retried or dead-lettered: ' +
        'SlackRefusal: Slack refused the message: 404 no_service',
    ]);
    await notify(message);
    expect(texts()).toEqual(['Message: stubborn', 'Message: stubborn']);
  });

  test('the others of the event are posted all the same, and not a second time', async () => {
    const event = ['one', 'two', 'three'].map((word) => ({
      id: `${word}-${clock}`,
      message: word,
    }));
    slack.answers.push({ status: 200 }, { status: 403, text: 'invalid_token' });
    await expect(notify(...event)).rejects.toThrow('invalid_token');
    await notify(...event);
    expect(texts().filter((text) => text === 'Message: one')).toHaveLength(1);
    expect(texts().filter((text) => text === 'Message: three')).toHaveLength(1);
    expect(texts().at(-1)).toBe('Message: two');
  });

  test('for its form, its text alone is posted', async () => {
    slack.answers.push({ status: 400, text: 'invalid_blocks' });
    await notify(named('formless'));
    expect(slack.posted[0]).toHaveProperty('blocks');
    expect(slack.posted[1]).toEqual({ text: expect.stringContaining('ALARM: formless') });
    expect([...counts.keys()].sort()).toEqual(['MessageSent', 'MessageSimplified']);
  });

  test('the function gives up in time to say so', async () => {
    slack.answers.push(...Array(100).fill({ status: 503 }));
    const begun = clock;
    await expect(notify({ message: 'unheard' })).rejects.toMatchObject({
      name: 'SlackUnavailable',
    });
    expect(clock - begun).toBeLessThan(lifetime);
  });
});

describe('while another invocation is at it', () => {
  test('its outcome is awaited', async () => {
    const id = crypto.randomUUID();
    await claims.take(`message/${id}`, 60);
    const other = claims;
    claims = {
      ...other,
      async take(work, seconds) {
        const outcome = await other.take(work, seconds);
        if (outcome === 'held') await other.settle(work, 3_600);
        return outcome;
      },
    };
    await notify({ id, message: 'theirs' });
    expect(texts()).toEqual([]);
    expect(counts.get('MessageRepeated')).toBe(1);
  });

  test('and dies, the message is posted here', async () => {
    const id = crypto.randomUUID();
    await claims.take(`message/${id}`, 30);
    await notify({ id, message: 'orphan' });
    expect(texts()).toEqual(['Message: orphan']);
  });

  test('for too long, the message comes again', async () => {
    const id = crypto.randomUUID();
    await claims.take(`message/${id}`, 120);
    await expect(notify({ id, message: 'slow' })).rejects.toThrow(/another invocation/);
    expect(texts()).toEqual([]);
  });
});

test('where claims cannot be noted, twice is better than never', async () => {
  const away = async () => {
    throw new Error('the table is away');
  };
  claims = { take: away, settle: away, giveBack: away };
  const message = { id: crypto.randomUUID(), message: 'urgent' };
  await notify(message);
  await notify(message);
  expect(texts()).toEqual(['Message: urgent', 'Message: urgent']);
  expect(errors.join()).toContain('the table is away');
});
