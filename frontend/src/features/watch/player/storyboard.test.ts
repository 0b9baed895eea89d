import { expect, test } from '@jest/globals';
import { cueAt, parseStoryboard } from './storyboard.ts';

const base = 'https://tidecast.test/media/v/01J/storyboard/storyboard.vtt';

test('separate frames, addressed relative to the file', () => {
  const cues = parseStoryboard(
    `WEBVTT

00:00:00.000 --> 00:00:05.000
frame.0000000.jpg

2
00:05.000 --> 00:10.000 align:start
frame.0000001.jpg
`,
    base,
  );
  expect(cues).toEqual([
    { start: 0, end: 5, url: 'https://tidecast.test/media/v/01J/storyboard/frame.0000000.jpg' },
    { start: 5, end: 10, url: 'https://tidecast.test/media/v/01J/storyboard/frame.0000001.jpg' },
  ]);
});

test('rectangles of a sheet', () => {
  const [cue] = parseStoryboard(
    'WEBVTT\r\n\r\n01:00:00.000 --> 01:00:02.500\r\nsheet.jpg#xywh=160,90,160,90\r\n',
    base,
  );
  expect(cue).toEqual({
    start: 3600,
    end: 3602.5,
    url: 'https://tidecast.test/media/v/01J/storyboard/sheet.jpg',
    area: { x: 160, y: 90, w: 160, h: 90 },
  });
});

test('what is broken is left out, what is in disorder is sorted', () => {
  const cues = parseStoryboard(
    `WEBVTT

NOTE made by hand

00:10.000 --> 00:20.000
b.jpg

00:30.000 --> 00:20.000
backwards.jpg

00:40.000 --> 00:50.000

nonsense

00:00.000 --> 00:10.000
a.jpg`,
    base,
  );
  expect(cues.map(({ start }) => start)).toEqual([0, 10]);
});

test.each([
  [0, 'a.jpg'],
  [9.99, 'a.jpg'],
  [10, 'b.jpg'],
  [25, 'b.jpg'],
])('at %d s the picture is %s', (time, file) => {
  const cues = parseStoryboard(
    'WEBVTT\n\n00:00.000 --> 00:10.000\na.jpg\n\n00:10.000 --> 00:20.000\nb.jpg',
    base,
  );
  expect(cueAt(cues, time)?.url.endsWith(file)).toBe(true);
});

test('an empty storyboard has no picture', () => {
  expect(cueAt(parseStoryboard('', base), 3)).toBeUndefined();
});
