import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSlack, type Slack } from './slack.ts';
import { slackPage } from './slack-page.ts';

let dataDir: string;
let slack: Slack;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'slack-'));
  open();
});
afterEach(() => {
  slack.close();
  rmSync(dataDir, { recursive: true });
});

function open() {
  slack = createSlack({ dataDir });
}

const post = (payload: unknown) => slack.post(slack.token, JSON.stringify(payload));

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: mrkdwn(text) });
const image = { type: 'image', image_url: 'https://example.com/a.jpg', alt_text: 'A sea' };

test('keeps what is posted, newest first, also after a restart', () => {
  expect(post({ text: 'one' })).toEqual({ status: 200, text: 'ok' });
  post({ text: 'two', blocks: [section('*two*'), image, { type: 'divider' }] });
  const before = slack.token;
  slack.close();
  open();
  expect(slack.list()).toMatchObject([
    { text: 'two', blocks: [{ type: 'section' }, { type: 'image' }, { type: 'divider' }] },
    { text: 'one', blocks: [], postedAt: expect.stringMatching(/Z$/) },
  ]);
  expect(slack.token).not.toBe(before);
});

test('takes nothing for another webhook', () => {
  expect(slack.post('guess', '{"text":"x"}')).toEqual({ status: 404, text: 'no_service' });
  expect(slack.list()).toEqual([]);
});

describe('refuses', () => {
  test.each([
    ['invalid_payload', 'text=hello'],
    ['invalid_payload', '["text"]'],
    ['invalid_payload', '{"text":1}'],
    ['no_text', '{}'],
    ['no_text', '{"text":""}'],
  ])('with %s: %s', (text, body) => {
    expect(slack.post(slack.token, body)).toEqual({ status: 400, text });
  });

  test.each([
    ['a block of no known type', { type: 'banner', text: plain('x') }],
    ['a member that does not belong there', { ...section('x'), colour: 'red' }],
    ['a header with markup', { type: 'header', text: mrkdwn('x') }],
    ['too long a header', { type: 'header', text: plain('x'.repeat(151)) }],
    ['too long a section', section('x'.repeat(3_001))],
    ['an empty text', section('')],
    ['a section of nothing', { type: 'section' }],
    ['a picture without words', { ...image, alt_text: undefined }],
    ['a picture that is nowhere', { ...image, image_url: 'a.jpg' }],
    ['too many elements', { type: 'context', elements: Array(11).fill(mrkdwn('x')) }],
  ])('%s', (_what, block) => {
    expect(post({ text: 'x', blocks: [block] })).toEqual({ status: 400, text: 'invalid_blocks' });
  });

  test('more blocks, or more in them, than a message can have', () => {
    const many = Array(51).fill({ type: 'divider' });
    expect(post({ blocks: many }).text).toBe('invalid_blocks');
    const long = Array(5).fill(section('x'.repeat(2_900)));
    expect(post({ blocks: long }).text).toBe('msg_blocks_too_long');
  });
});

describe('the page', () => {
  const page = (...blocks: unknown[]) => {
    expect(post({ text: 'x', blocks }).text).toBe('ok');
    return slackPage(slack.list());
  };

  test('shows links, dates, emphasis and pictures', () => {
    const html = page(
      section('*<https://example.com/a?b=1&amp;c=2|A &lt;title&gt;>*'),
      section('*Bold* and `code` <!date^1700000000^{date} {time}|14 November>'),
      image,
    );
    expect(html).toContain('<a href="https://example.com/a?b=1&#38;c=2" rel="noreferrer">');
    expect(html).toContain('A &#60;title&#62;</a></b>');
    expect(html).toContain('<b>Bold</b> and <code>code</code> 14 November');
    expect(html).toContain('<img src="https://example.com/a.jpg" alt="A sea">');
  });

  test('runs nothing that anybody wrote into a message', () => {
    const html = page(
      { type: 'header', text: plain('<script>alert(1)</script>') },
      section('&lt;img src=x onerror=alert(1)&gt; <javascript:alert(1)|click> <i>"'),
      { ...image, alt_text: '"><script>' },
    );
    expect(html).not.toMatch(/<script|<img src=x|<i>|href="javascript/);
  });
});
