import { expect, test } from '@jest/globals';
import { isIvsPlayback } from './playback-kind.ts';

test.each([
  ['https://a1b2c3.ap-northeast-2.playback.live-video.net/api/video/v1/x.m3u8', true],
  ['http://localhost:8080/local/ivs/x/index.m3u8', false],
  ['https://live-video.net.example.com/x.m3u8', false],
  ['https://notlive-video.net/x.m3u8', false],
  ['/local/ivs/x/index.m3u8', false],
])('%s: %s', (url, expected) => {
  expect(isIvsPlayback(url)).toBe(expected);
});
