import { expect, test } from '@jest/globals';
import { createViewMeter } from './watched-time.ts';

/** Plays from one position to another in steps of a quarter of a second. */
function play(meter: ReturnType<typeof createViewMeter>, from: number, to: number, duration = 600) {
  let views = 0;
  for (let position = from; position <= to; position += 0.25) {
    if (meter(position, duration)) views += 1;
  }
  return views;
}

test('ten seconds of play are one view, however long it goes on', () => {
  const meter = createViewMeter();
  expect(play(meter, 0, 9.5)).toBe(0);
  expect(play(meter, 9.75, 300)).toBe(1);
});

test('seeking is not watching', () => {
  const meter = createViewMeter();
  for (const position of [0, 100, 200, 300, 400]) expect(meter(position, 600)).toBe(false);
});

test('half of a short video is enough', () => {
  expect(play(createViewMeter(), 0, 3.25, 6)).toBe(1);
});

test('a paused video is never viewed', () => {
  const meter = createViewMeter();
  for (let index = 0; index < 100; index += 1) expect(meter(0, 0)).toBe(false);
});
