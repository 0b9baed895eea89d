/** @jest-environment @tidecast/frontend/test/dom-environment.mjs */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { find, perform, showPage } from '../../../../test/dom.tsx';
import { sentAt } from '../../../../test/fake-chat-room.ts';
import type { ChatMessage } from '../../../shared/api/live-types.ts';
import { ChatMessages } from './ChatMessages.tsx';

let page: Awaited<ReturnType<typeof showPage>>;
beforeEach(() => {
  // React goes on by the other timers.
  jest.useFakeTimers({
    doNotFake: ['Date', 'performance', 'queueMicrotask', 'setImmediate', 'setTimeout'],
  });
});
afterEach(async () => {
  await page.leave();
  jest.useRealTimers();
});

const said = (second: number): ChatMessage => ({
  id: `m${second}`,
  content: `word ${second}`,
  sender: { userId: 'u1', name: 'Ebb', role: 'viewer' },
  sentAt: sentAt(second),
});
const chat = (messages: readonly ChatMessage[]) => (
  <ChatMessages messages={messages} empty="nothing" announced />
);
const announced = () => find('[aria-live="polite"]').textContent;
const pass = (ms: number) => perform(() => void jest.advanceTimersByTime(ms));

test('reads out a few arrivals, counts many, and is silent about what was there', async () => {
  page = await showPage(chat([said(1)]));
  await pass(8_000);
  expect(announced()).toBe('');
  await page.redraw(chat([said(1), said(2), said(3)]));
  expect(announced()).toBe('');
  await pass(8_000);
  expect(announced()).toBe('Ebb: word 2\nEbb: word 3');
  await page.redraw(chat([1, 2, 3, 4, 5, 6, 7].map(said)));
  await pass(8_000);
  expect(announced()).toBe('4 new chat messages');
  await pass(8_000);
  expect(announced()).toBe('');
});

test('an empty list says so, and is reachable by keyboard', async () => {
  page = await showPage(chat([]));
  expect(find('ol', 'Chat messages').tabIndex).toBe(0);
  expect(find('ol').textContent).toBe('nothing');
});
