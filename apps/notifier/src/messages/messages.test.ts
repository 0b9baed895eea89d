import { describe, expect, test } from '@jest/globals';
import { alarm, snsEvent } from '../../test/sns-event.ts';
import { readMessage } from '../incoming/read-message.ts';
import { type Block, limits, type SlackMessage } from '../slack/message.ts';
import { createMessage } from './create-message.ts';

const site = { publicOrigin: 'https://tidecast.example', stackName: 'tidecast-dev' };

/** What Slack would be sent for a message of the topic. */
function messageOf(message: unknown, subject?: string): SlackMessage {
  const [record] = snsEvent({ message, ...(subject !== undefined && { subject }) }).Records;
  if (!record) throw new Error('no record was made');
  return createMessage(readMessage(record.Sns), site);
}

/** The words of each block, in their order. */
const words = ({ blocks = [] }: SlackMessage) => blocks.map(wordsOf);

function wordsOf(block: Block): string {
  switch (block.type) {
    case 'context':
      return block.elements.map(({ text }) => text).join('\n');
    case 'image':
      return `${block.image_url} ${block.alt_text}`;
    default:
      return block.text.text;
  }
}

const published = {
  kind: 'video-published',
  id: '1',
  videoId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  title: 'The tide',
  ownerName: 'Mina',
  durationSeconds: 3_725.4,
  posterKey: 'p/0123/4567.jpg',
};

const failed = {
  kind: 'video-failed',
  id: '1',
  videoId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
  title: 'The tide',
  attempt: 2,
  fault: 'service',
  reason: { code: 'encoder_error', message: 'The encoder gave up.', retryable: true },
};

const alerts = {
  kind: 'alerts',
  status: 'firing',
  alerts: [
    {
      name: 'ApiErrors',
      severity: 'critical',
      summary: '5 % of answers are 5xx',
      description: 'Since the last release.',
      runbookUrl: 'https://tidecast.example/runbooks?a=1&b=2',
      startsAt: '2026-01-31T08:00:00Z',
    },
    { name: 'PodCrashLooping', severity: '', runbookUrl: '', status: 'resolved' },
  ],
};

const live = {
  kind: 'live-started',
  id: '1',
  channelId: 'c1',
  title: 'From the pier',
  ownerName: 'Mina',
  startedAt: '2026-01-31T08:00:00Z',
};

test('an alarm says what, why, since when, and where to look', () => {
  const message = messageOf(alarm());
  expect(message.text).toMatch(/^🔴 ALARM: tidecast-dev-submit-dead-letters: Threshold Crossed/);
  expect(words(message)).toEqual([
    '🔴 ALARM: tidecast-dev-submit-dead-letters',
    'Uploads that could not be submitted. docs/runbooks/dead-letters.md\n\n' +
      'Threshold Crossed: 1 datapoint [1.0] was greater than the threshold (0.0).\n\n' +
      '<https://ap-northeast-2.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-2' +
      '#alarmsV2:alarm/tidecast-dev-submit-dead-letters|Open in CloudWatch>',
    'before: OK · <!date^1769846400^{date_short_pretty} {time_secs}|2026-01-31T08:00:00.000+0000>' +
      ' · Asia Pacific (Seoul) · tidecast-dev',
  ]);
  const over = messageOf(alarm({ NewStateValue: 'OK', AlarmDescription: null }));
  expect(words(over)[0]).toBe('🟢 OK: tidecast-dev-submit-dead-letters');
});

test('a composite alarm, which has less to say, is an alarm too', () => {
  const { AlarmName, NewStateValue, NewStateReason } = alarm();
  const message = messageOf({ AlarmName, NewStateValue, NewStateReason, AlarmRule: 'ALARM(a)' });
  expect(words(message).at(-1)).toBe('tidecast-dev');
});

test('alerts stand one by one, each with its runbook', () => {
  const message = messageOf(alerts);
  expect(message.text).toBe('🔥 Firing (2): ApiErrors, PodCrashLooping: 5 % of answers are 5xx');
  expect(words(message)).toEqual([
    '🔥 Firing (2): ApiErrors, PodCrashLooping',
    '*ApiErrors* · critical · since ' +
      '<!date^1769846400^{date_short_pretty} {time_secs}|2026-01-31T08:00:00Z>\n' +
      '5 % of answers are 5xx\nSince the last release.\n' +
      '<https://tidecast.example/runbooks?a=1&amp;b=2|Runbook>',
    '*PodCrashLooping* · resolved',
    'tidecast-dev',
  ]);
  const many = messageOf({ ...alerts, alerts: Array(20).fill(alerts.alerts[0]) });
  expect(many.blocks).toHaveLength(8);
  expect(words(many).at(-1)).toBe('and 14 more · tidecast-dev');
});

describe('Alertmanager’s default text', () => {
  test('is shown under its subject', () => {
    const text = 'Alerts Firing:\nLabels:\n - alertname = ApiErrors\n - severity = critical\n';
    const message = messageOf(text, '[FIRING:1] ApiErrors (critical)');
    expect(words(message)).toEqual([
      '🔥 [FIRING:1] ApiErrors (critical)',
      text.trim(),
      'tidecast-dev',
    ]);
    expect(words(messageOf(text, '[RESOLVED] ApiErrors'))[0]).toBe('✅ [RESOLVED] ApiErrors');
  });

  test('and JSON that was cut off is shown as it came', () => {
    const message = messageOf('{"kind":"alerts","status":"firing","alerts":[{"na');
    expect(words(message)[1]).toBe('```{"kind":"alerts","status":"firing","alerts":[{"na```');
  });
});

test('a budget’s mail is shown as it came', () => {
  const text = 'AWS Budget Notification\n\nBudget Name: tidecast-dev\nACTUAL Amount: $81.20';
  expect(words(messageOf(text, 'AWS Budgets: tidecast-dev has exceeded'))).toEqual([
    'AWS Budgets: tidecast-dev has exceeded',
    text,
    'tidecast-dev',
  ]);
});

test('a failed video says whose fault it is', () => {
  expect(words(messageOf(failed))).toEqual([
    '🔴 Video failed: look into it',
    '*The tide*\n`encoder_error` The encoder gave up.',
    'video 01ARZ3NDEKTSV4RRFFQ69G5FAV · attempt 2 · can be tried again · tidecast-dev',
  ]);
  const { title: _, ...untitled } = failed;
  const message = messageOf({
    ...untitled,
    fault: 'upload',
    reason: { code: 'too_long', message: 'Cut it.', retryable: false },
  });
  expect(words(message).slice(0, 2)).toEqual(['🟡 Upload not usable', '`too_long` Cut it.']);
  expect(words(message)[2]).toContain('the same file cannot succeed');
});

test('a published video is one click away, and shows its poster', () => {
  expect(words(messageOf(published))).toEqual([
    '🎬 New video',
    '*<https://tidecast.example/watch/01ARZ3NDEKTSV4RRFFQ69G5FAV|The tide>*\nby Mina · 1:02:05',
    'https://tidecast.example/media/p/0123/4567.jpg The tide',
    'tidecast-dev',
  ]);
  const { posterKey: _, ...blind } = published;
  expect(words(messageOf({ ...blind, durationSeconds: 9 }))[1]).toMatch(/by Mina · 0:09$/);
  expect(messageOf(blind).blocks).toHaveLength(3);
});

test('a channel that went live is one click away', () => {
  expect(words(messageOf(live))[1]).toBe(
    '*<https://tidecast.example/live/c1|From the pier>*\nby Mina',
  );
});

const kinds: [string, Record<string, unknown>][] = [
  ['an alarm', alarm()],
  ['alerts', alerts],
  ['a failed video', failed],
  ['a published video', published],
  ['a live channel', live],
];

describe.each(kinds)('%s', (_kind, message) => {
  test('mentions nobody and links nowhere, whatever is written in it', () => {
    const evil = '<!channel> <https://evil.example|click> & </script>';
    const written = markupOf(messageOf(withTexts(message, evil)));
    expect(written).not.toContain('<!channel>');
    expect(written).not.toContain('<https://evil');
    expect(written).toContain('&lt;!channel&gt;');
    expect(written).not.toContain('undefined');
  });

  test.each(['x', '&', '🌊', '한'])('stays within Slack’s limits, however much of %s', (piece) => {
    expectWithinLimits(messageOf(withTexts(message, piece.repeat(60_000))));
  });

  test.each(['', '   ', '\u0000\u0007'])('is a whole message even of %j', (nothing) => {
    expectWithinLimits(messageOf(withTexts(message, nothing)));
  });
});

test.each(['', 'x'.repeat(200_000), '&'.repeat(9_000), `{"a":"${'`'.repeat(9_000)}"}`])(
  'plain text stays within Slack’s limits too',
  (text) => expectWithinLimits(messageOf(text, 's'.repeat(100))),
);

/** All of a message in which Slack reads markup. */
function markupOf({ text, blocks = [] }: SlackMessage): string {
  const read = blocks.filter(({ type }) => type === 'section' || type === 'context');
  return [text, ...read.map(wordsOf)].join('\n');
}

/** The message with every text for people replaced. */
function withTexts(value: unknown, text: string): unknown {
  if (Array.isArray(value)) return value.map((each) => withTexts(each, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      peopleRead.has(key) && typeof each === 'string' ? text : withTexts(each, text),
    ]),
  );
}

const peopleRead = new Set([
  'AlarmDescription',
  'NewStateReason',
  'OldStateValue',
  'Region',
  'title',
  'ownerName',
  'message',
  'severity',
  'summary',
  'description',
]);

function expectWithinLimits(message: SlackMessage): void {
  expect(message.text.length).toBeGreaterThan(0);
  expect(message.text.length).toBeLessThanOrEqual(600);
  expect(JSON.stringify(message.blocks).length).toBeLessThanOrEqual(limits.message);
  for (const block of message.blocks ?? []) {
    const text = wordsOf(block);
    expect(text.trim()).not.toBe('');
    const most = block.type === 'header' ? limits.header : limits.section;
    expect(text.length).toBeLessThanOrEqual(block.type === 'image' ? limits.altText + 200 : most);
  }
}
