import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createMailbox } from './mailbox.ts';

let dataDir: string;
let lines: string[];
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'mailbox-'));
  lines = [];
});
afterEach(() => rmSync(dataDir, { recursive: true }));

const open = () => createMailbox({ dataDir, log: (line) => lines.push(line) });

test('lists the mails of one address, newest first, also after a restart', () => {
  const before = open();
  before.deliver({ to: 'ann@example.com', subject: 'First', text: 'one' });
  before.deliver({ to: 'bob@example.com', subject: 'Other', text: 'for bob' });
  before.deliver({ to: 'Ann@example.com', subject: 'Second', text: 'code 123456', code: '123456' });
  before.close();

  const mailbox = open();
  expect(mailbox.list('ann@EXAMPLE.com')).toMatchObject([
    { subject: 'Second', code: '123456', text: 'code 123456' },
    { subject: 'First', text: 'one' },
  ]);
  expect(mailbox.list('nobody@example.com')).toEqual([]);
  mailbox.close();
});

test('says each delivery in one log line with its code', () => {
  const mailbox = open();
  mailbox.deliver({ to: 'ann@example.com', subject: 'Your code', text: 'It is 42.', code: '42' });
  mailbox.close();
  expect(lines).toEqual(['mail to ann@example.com: Your code: 42']);
});
