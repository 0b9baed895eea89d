import { beforeEach, expect, test } from '@jest/globals';
import { resumePosition, savePosition } from './resume.ts';

beforeEach(() => localStorage.clear());

const save = (id: string, seconds: number, now = 1) =>
  savePosition(id, { seconds, duration: 100, now });

test('a video goes on where it was left', () => {
  save('a', 42.7);
  expect(resumePosition('a')).toBe(42);
  expect(resumePosition('b')).toBe(0);
});

test('a video seen to the end starts over', () => {
  save('a', 42);
  save('a', 95);
  expect(resumePosition('a')).toBe(0);
});

test('the first seconds are not worth resuming', () => {
  save('a', 6);
  expect(resumePosition('a')).toBe(0);
});

test('a short video has short ends', () => {
  savePosition('a', { seconds: 17, duration: 20, now: 1 });
  expect(resumePosition('a')).toBe(17);
  savePosition('a', { seconds: 19, duration: 20, now: 2 });
  expect(resumePosition('a')).toBe(0);
});

test('a length still unknown does not matter', () => {
  savePosition('a', { seconds: 42, duration: Number.POSITIVE_INFINITY, now: 1 });
  expect(resumePosition('a')).toBe(42);
});

test('only the newest 200 are kept', () => {
  for (let index = 0; index < 210; index += 1) save(`v${index}`, 50, index);
  expect(resumePosition('v9')).toBe(0);
  expect(resumePosition('v10')).toBe(50);
  expect(resumePosition('v209')).toBe(50);
});

test.each(['not json', '[]', 'null', '{"a":["x",1]}', '{"a":null}'])(
  'damaged storage: %s',
  (text) => {
    localStorage.setItem('tidecast.positions', text);
    expect(resumePosition('a')).toBe(0);
    save('b', 42);
    expect(resumePosition('b')).toBe(42);
  },
);
