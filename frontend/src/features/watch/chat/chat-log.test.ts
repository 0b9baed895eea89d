import { expect, test } from '@jest/globals';
import type { ChatMessage } from '../../../shared/api/live-types.ts';
import { type ChatLogChange, changeLog, emptyLog, keptMessages } from './chat-log.ts';

function message(id: string, second: number, userId = 'u1'): ChatMessage {
  return {
    id,
    content: `message ${id}`,
    sender: { userId, name: userId, role: 'viewer' },
    sentAt: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(),
  };
}

const after = (...changes: ChatLogChange[]) => changes.reduce(changeLog, emptyLog);
const ids = (log: ReturnType<typeof after>) => log.messages.map(({ id }) => id);
const received = (...messages: ChatMessage[]): ChatLogChange => ({ type: 'received', messages });

test('history that comes after a live message stands before it, and nothing twice', () => {
  const log = after(
    received(message('c', 3)),
    received(message('a', 1), message('b', 2), message('c', 3)),
  );
  expect(ids(log)).toEqual(['a', 'b', 'c']);
});

test('what was deleted stays deleted', () => {
  const log = after(
    received(message('a', 1), message('b', 2)),
    { type: 'deleted', id: 'a' },
    { type: 'deleted', id: 'z' },
    received(message('a', 1), message('z', 3)),
  );
  expect(ids(log)).toEqual(['b']);
});

test("a banned user's messages go", () => {
  const log = after(received(message('a', 1, 'rude'), message('b', 2, 'kind')), {
    type: 'removed-user',
    userId: 'rude',
  });
  expect(ids(log)).toEqual(['b']);
});

test('only the newest are kept', () => {
  const many = Array.from({ length: keptMessages + 5 }, (_, index) => message(`${index}`, index));
  const log = after(received(...many));
  expect(log.messages).toHaveLength(keptMessages);
  expect(log.messages.at(0)?.id).toBe('5');
});

test('cleared is empty', () => {
  expect(after(received(message('a', 1)), { type: 'cleared' })).toEqual(emptyLog);
});
