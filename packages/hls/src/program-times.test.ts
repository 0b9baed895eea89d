import { expect, test } from '@jest/globals';
import { programTimes } from './program-times.ts';

const segment = (duration: number, shownAt?: number) => ({
  uri: 'a.ts',
  duration,
  ...(shownAt !== undefined && { shownAt }),
});

test('a date that the durations before it do not explain begins anew', () => {
  const segments = [segment(6, 1000), segment(4, 7400), segment(2), segment(10, 51_000)];
  expect(programTimes(segments)).toEqual([
    { at: 0, time: 1000 },
    { at: 12, time: 51_000 },
  ]);
});

test('a clock that was set back is no break', () => {
  expect(programTimes([segment(6, 60_000), segment(4, 1000)])).toEqual([{ at: 0, time: 60_000 }]);
});

test('no dates, no times', () => {
  expect(programTimes([segment(6), segment(4)])).toEqual([]);
});
