/** @jest-environment @tidecast/frontend/test/dom-environment.mjs */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { click, find, showPage, until } from '../../../../test/dom.tsx';
import { type Call, fakeApi } from '../../../../test/fake-api.ts';
import { sentAt } from '../../../../test/fake-chat-room.ts';
import { ChatReplay } from './ChatReplay.tsx';

const route = 'GET /live/videos/v1/chat';
/** As the API pages. */
const pageSize = 100;

let api: ReturnType<typeof fakeApi>;
let page: Awaited<ReturnType<typeof showPage>>;
/** When something was said, in seconds of the recording. */
let said: number[];
let refuse: boolean;
let at: number;

beforeEach(() => {
  said = [];
  refuse = false;
  at = 0;
  api = fakeApi({ [route]: (call) => (refuse ? [503, { code: 'unavailable' }] : answer(call)) });
  Object.assign(globalThis, { fetch: api.fetch });
});
afterEach(() => page.leave());

/** What was said in the window, inclusive of its end as the API has it, a page at a time. */
function answer({ query }: Call): [number, unknown] {
  const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
  const start = Number(query.get('cursor') ?? 0);
  const items = said
    .map((second, index) => ({ id: `m${index}`, content: `#${index}`, at: second }))
    .filter((message) => message.at >= from && message.at <= to)
    .map((message) => ({ ...message, sentAt: sentAt(message.at), sender }));
  const next = start + pageSize;
  const nextCursor = next < items.length ? String(next) : null;
  return [200, { items: items.slice(start, next), nextCursor }];
}
const sender = { userId: 'u1', name: 'Ebb', role: 'viewer' };

async function watch(): Promise<void> {
  page = await showPage(<ChatReplay videoId="v1" position={position} />);
  await until(() => expect(find('h2').textContent).toBe('Chat replay'));
}
const position = () => at;
const lines = () =>
  [...document.querySelectorAll('.chat-text')].map(({ textContent }) => textContent);
const windows = () => api.calls.map(({ query }) => `${query.get('from')}-${query.get('to')}`);

test('shows what had been said by where the player stands, as it goes on', async () => {
  said = [1, 5, 30];
  await watch();
  await until(() => expect(find('ol').textContent).toBe('Nothing was said up to here.'));
  at = 6;
  await until(() => expect(lines()).toEqual(['Ebb #0', 'Ebb #1']));
  at = 31;
  await until(() => expect(lines()).toEqual(['Ebb #0', 'Ebb #1', 'Ebb #2']));
  expect(windows()).toEqual(['0-60']);
});

test('follows a jump forward, and one back without asking again', async () => {
  said = [1, 60, 250, 290, 310];
  await watch();
  at = 300;
  await until(() => expect(lines()).toEqual(['Ebb #2', 'Ebb #3']));
  at = 2;
  await until(() => expect(lines()).toEqual(['Ebb #0']));
  at = 300;
  await until(() => expect(lines()).toEqual(['Ebb #2', 'Ebb #3']));
  expect(windows()).toEqual(['0-60', '240-300', '300-360']);
});

test('what stands on the border of two windows is there once', async () => {
  said = [60];
  await watch();
  at = 61;
  await until(() => expect(lines()).toEqual(['Ebb #0']));
  expect(windows()).toEqual(['0-60', '60-120']);
});

test('reads a busy minute page by page, and shows its newest', async () => {
  // As much as a room takes: 10 messages a second.
  said = Array.from({ length: 590 }, (_, index) => index / 10);
  await watch();
  at = 59;
  await until(() => expect(lines()).toHaveLength(200));
  expect(lines().at(-1)).toBe('Ebb #589');
  const cursors = api.calls
    .filter(({ query }) => query.get('from') === '0')
    .map(({ query }) => query.get('cursor'));
  expect(cursors).toEqual([null, '100', '200', '300', '400', '500']);
});

test('what did not load is told, and asked for again on demand', async () => {
  said = [1];
  refuse = true;
  at = 10;
  await watch();
  await until(() => expect(find('[role="alert"] p').textContent).toBe('The chat did not load.'));
  refuse = false;
  await click(find('button', 'Try again'));
  await until(() => expect(lines()).toEqual(['Ebb #0']));
  expect(document.querySelector('[role="alert"]')).toBeNull();
});
