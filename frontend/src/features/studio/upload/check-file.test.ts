import { expect, test } from '@jest/globals';
import { maxUploadBytes } from '@tidecast/contract/limits';
import { checkFile, contentTypeOf, plainName, titleOf } from './check-file.ts';

const file = (name: string, type: string, size = 1000) => ({ name, type, size });

test.each([
  [file('a.mp4', 'video/mp4'), undefined],
  [file('a.mkv', ''), undefined],
  [file('a.TS', 'text/vnd.trolltech.linguist'), undefined],
  [file('무제 🎬.mov', 'video/quicktime'), undefined],
  [file('a.mp4', 'video/mp4', 0), 'empty'],
  [file('a.mp4', 'video/mp4', maxUploadBytes), undefined],
  [file('a.mp4', 'video/mp4', maxUploadBytes + 1), 'tooLarge'],
  [file('a.pdf', 'application/pdf'), 'notVideo'],
  [file('a.mp4.jpg', 'image/jpeg'), 'notVideo'],
  [file('song.mp3', 'audio/mpeg'), 'notVideo'],
  [file('noending', ''), 'notVideo'],
])('%j: %s', (facts, refusal) => {
  expect(checkFile(facts)).toBe(refusal);
});

test('types the API does not name go as plain bytes', () => {
  expect(contentTypeOf(file('a.mp4', 'video/mp4'))).toBe('video/mp4');
  expect(contentTypeOf(file('a.mxf', 'application/mxf'))).toBe('application/octet-stream');
  expect(contentTypeOf(file('a.mkv', ''))).toBe('application/octet-stream');
});

test.each([
  ['My_holiday  2026.mp4', 'My holiday 2026'],
  ['v1.2 final.mov', 'v1.2 final'],
  ['.mp4', '.mp4'],
  ['first\nsecond.mp4', 'first second'],
  ['\u0001beep\u0085.mp4\n', 'beep'],
  [`${'가'.repeat(200)}.mp4`, '가'.repeat(120)],
  [`${'🎬'.repeat(200)}.mp4`, '🎬'.repeat(120)],
])('%s is titled %s', (name, title) => {
  expect(titleOf(name)).toBe(title);
});

test.each([
  ['tide.mp4', 'tide.mp4'],
  ['조수 🌊.mp4', '조수 🌊.mp4'],
  ['first\r\nsecond\u0000.mp4', 'first second .mp4'],
  ['\n', 'video'],
])('%j is sent as %s', (name, sent) => {
  expect(plainName(name)).toBe(sent);
});
