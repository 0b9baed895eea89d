import { expect, test } from '@jest/globals';
import { readSegments, readVariants } from './read-playlist.ts';
import { mediaPlaylist, multivariantPlaylist } from './write-playlist.ts';

const playlist = { segments: [{ uri: 'a.ts', duration: 2 }], targetDuration: 2, firstSegment: 1 };

test('starts at the beginning while it grows', () => {
  const growing = mediaPlaylist({ ...playlist, ended: false });
  expect(growing).toContain('#EXT-X-PLAYLIST-TYPE:EVENT\n');
  expect(growing).toContain('#EXT-X-START:TIME-OFFSET=0,PRECISE=YES\n');
  expect(growing).not.toContain('ENDLIST');
});

test('ends when it is whole', () => {
  const ended = mediaPlaylist({ ...playlist, ended: true });
  expect(ended).toMatch(/#EXT-X-PLAYLIST-TYPE:VOD\n(?:.*\n)*a\.ts\n#EXT-X-ENDLIST\n$/);
  expect(ended).not.toContain('EXT-X-START');
});

test('what is written is read again', () => {
  const segments = [
    { uri: '0.ts', duration: 2.002, shownAt: 1_000 },
    { uri: '1.ts', duration: 1 / 3, shownAt: 60_000, discontinuity: true },
  ];
  const text = mediaPlaylist({ segments, targetDuration: 2, firstSegment: 0, ended: true });
  expect(readSegments(text)).toEqual([
    { uri: '0.ts', duration: 2.002, shownAt: 1_000 },
    { uri: '1.ts', duration: 0.333333, shownAt: 60_000 },
  ]);
  expect(text).toMatch(/0\.ts\n#EXT-X-DISCONTINUITY\n/);

  const entry = { width: 1280, height: 720, codecs: ['avc1.640020', 'mp4a.40.2'], frameRate: 25 };
  const variants = multivariantPlaylist([
    { uri: 'index_720p.m3u8', bandwidth: 3_000_000, averageBandwidth: 2_000_000, ...entry },
  ]);
  expect(readVariants(variants)).toEqual([
    { uri: 'index_720p.m3u8', width: 1280, height: 720, rung: 720, bitrate: 2_000_000 },
  ]);
  expect(variants).toContain('CODECS="avc1.640020,mp4a.40.2"');
  expect(variants).toContain('FRAME-RATE=25.000');
});
