import { expect, test } from '@jest/globals';
import type { ReplayMessage } from '../../../shared/api/live-types.ts';
import { keptMessages } from './chat-log.ts';
import { saidBy, windowsAt } from './replay-windows.ts';

test.each([
  [0, [[0, 60]]],
  [49, [[0, 60]]],
  // The next window comes before it is needed.
  [
    50,
    [
      [0, 60],
      [60, 120],
    ],
  ],
  // After a jump what was said shortly before is shown as well.
  [
    190,
    [
      [120, 180],
      [180, 240],
    ],
  ],
])('at %d s', (position, expected) => {
  expect(windowsAt(position).map(({ from, to }) => [from, to])).toEqual(expected);
});

test('windows of one position are the same at the next, so that each is asked for once', () => {
  const asked = new Set<number>();
  for (let position = 0; position < 600; position += 0.5) {
    for (const { from } of windowsAt(position)) asked.add(from);
  }
  expect([...asked]).toEqual([0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600]);
});

function said(at: number): ReplayMessage {
  const sender = { userId: 'u', name: 'U', role: 'viewer' } as const;
  return { id: `m${at}`, content: 'x', sender, sentAt: '2026-01-01T00:00:00Z', at };
}

test('shows what had been said by the position, in order', () => {
  const messages = [said(30), said(10), said(20), said(20)];
  expect(saidBy(messages, 20).map(({ at }) => at)).toEqual([10, 20]);
  expect(saidBy(messages, 9.9)).toEqual([]);
});

test('shows the newest of very many', () => {
  const many = Array.from({ length: keptMessages + 10 }, (_, index) => said(index));
  expect(saidBy(many, 10_000).at(0)?.at).toBe(10);
});
