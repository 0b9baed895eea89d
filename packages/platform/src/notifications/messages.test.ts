import { expect, test } from '@jest/globals';
import { notificationSchema } from './messages.ts';

test('what Alertmanager’s template makes of an alert without annotations is still an alert', () => {
  const message = {
    kind: 'alerts',
    status: 'firing',
    alerts: [{ name: 'ApiDown', severity: '', summary: '', runbookUrl: '', startsAt: '' }],
  };
  expect(notificationSchema.parse(message)).toEqual(message);
});

test('what a later version adds is let through and left out', () => {
  const message = { kind: 'live-started', id: '1', channelId: 'c', title: 't' };
  expect(notificationSchema.parse({ ...message, mood: 'good' })).toEqual(message);
});

test.each([
  ['an unknown kind', { kind: 'video-lost', id: '1' }],
  ['no id', { kind: 'live-started', channelId: 'c', title: 't' }],
  ['no alert', { kind: 'alerts', status: 'firing', alerts: [] }],
])('with %s it is none of ours', (_what, message) => {
  expect(notificationSchema.safeParse(message).success).toBe(false);
});
