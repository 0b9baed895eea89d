import { expect, test } from '@jest/globals';
import { anchorOf, latencyAt } from './latency.ts';

const captured = Date.UTC(2026, 0, 2, 3, 4, 5);

test('the end of the newest whole segment ties both clocks', () => {
  const anchor = anchorOf([
    { duration: 2, programDateTime: captured, end: 12 },
    { duration: 2, programDateTime: captured + 2000, end: 14 },
    // Half of it is there: its end is not yet the segment's.
    { duration: 2, programDateTime: captured + 4000, end: 15 },
    { duration: 2, programDateTime: captured + 6000 },
  ]);
  expect(anchor).toEqual({ position: 14, programTime: captured + 4000 });
});

test('a late viewer has the same latency as others: the stream’s own times do not count', () => {
  const streamTime = { videoTimingInfo: { transmuxedPresentationEnd: 210 } };
  const segments = [
    { duration: 2, programDateTime: captured, end: 26, ...streamTime },
    { duration: 2, programDateTime: captured + 2000, end: 27.5, ...streamTime },
  ];
  expect(anchorOf(segments)).toEqual({ position: 26, programTime: captured + 2000 });
});

test.each([
  ['nothing is loaded', [{ duration: 2, programDateTime: captured }]],
  ['only one segment is', [{ duration: 2, programDateTime: captured, end: 2 }, { duration: 2 }]],
  [
    'there is no date',
    [
      { duration: 2, end: 2 },
      { duration: 2, end: 4 },
    ],
  ],
  ['there is no segment', []],
])('no anchor when %s', (_, segments) => {
  expect(anchorOf(segments)).toBeUndefined();
});

test.each([
  [14, 4000 + 3000, 3],
  [15.5, 4000 + 3000, 1.5],
  [11, 4000, 3],
  // The viewer's clock is behind the encoder's.
  [14, 0, 0],
])('position %d, %d ms after the first capture: %d s', (position, elapsed, expected) => {
  const anchor = { position: 14, programTime: captured + 4000 };
  expect(latencyAt(anchor, position, captured + elapsed)).toBeCloseTo(expected);
});
