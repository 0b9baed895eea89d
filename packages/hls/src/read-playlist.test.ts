import { describe, expect, test } from '@jest/globals';
import { readSegments, readVariants, totalDuration } from './read-playlist.ts';

const lines = (...all: readonly string[]) => all.join('\n');
const variant = (attributes: string, uri: string) => `#EXT-X-STREAM-INF:${attributes}\n${uri}`;

describe('readVariants', () => {
  test('reads what MediaConvert writes: its name says the rung', () => {
    const text = lines(
      '#EXTM3U',
      variant('BANDWIDTH=900000,AVERAGE-BANDWIDTH=700000,RESOLUTION=640x268', 'index_360p.m3u8'),
      variant(
        'BANDWIDTH=5000000,AVERAGE-BANDWIDTH=4000000,CODECS="avc1.640028,mp4a.40.2",RESOLUTION=1920x804',
        'index_1080p.m3u8',
      ),
    );
    expect(readVariants(text)).toEqual([
      { uri: 'index_1080p.m3u8', rung: 1080, width: 1920, height: 804, bitrate: 4_000_000 },
      { uri: 'index_360p.m3u8', rung: 360, width: 640, height: 268, bitrate: 700_000 },
    ]);
  });

  test('reads what IVS writes: the shorter side is the rung, the peak stands for the average', () => {
    const text = lines(
      '#EXTM3U',
      variant('BANDWIDTH=500000,RESOLUTION=360x640', '360p30/playlist.m3u8'),
      variant('BANDWIDTH=3000000,RESOLUTION=720x1280', '720p30/playlist.m3u8'),
    );
    expect(readVariants(text)).toMatchObject([
      { uri: '720p30/playlist.m3u8', rung: 720, bitrate: 3_000_000 },
      { uri: '360p30/playlist.m3u8', rung: 360, bitrate: 500_000 },
    ]);
  });

  test('two of one rung: the better one first', () => {
    const text = lines(
      '#EXTM3U',
      variant('BANDWIDTH=1,RESOLUTION=16x9', 'poor.m3u8'),
      variant('BANDWIDTH=2,RESOLUTION=16x9', 'good.m3u8'),
    );
    expect(readVariants(text).map(({ uri }) => uri)).toEqual(['good.m3u8', 'poor.m3u8']);
  });

  test('its address may stand after blank lines and comments, and lines may end as on Windows', () => {
    const text =
      '#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=16x9\r\n\r\n# why\r\na.m3u8\r\n';
    expect(readVariants(text)).toMatchObject([{ uri: 'a.m3u8', width: 16, height: 9 }]);
  });

  test('what has no picture is left out', () => {
    const text = lines(
      '#EXTM3U',
      variant('BANDWIDTH=128000,CODECS="mp4a.40.2"', 'sound.m3u8'),
      variant('BANDWIDTH=1,RESOLUTION=nonsense', 'nothing.m3u8'),
    );
    expect(readVariants(text)).toEqual([]);
  });
});

describe('readSegments', () => {
  test('has addresses, durations and dates', () => {
    const text = lines(
      '#EXTM3U',
      ...['#EXT-X-PROGRAM-DATE-TIME:2026-11-24T00:00:05.250Z', '#EXTINF:6.006,', '0.ts'],
      ...['#EXT-X-PROGRAM-DATE-TIME:nonsense', '#EXTINF:4,', '1.ts'],
      ...['#EXTINF:0.5,', '2.ts', '#EXT-X-ENDLIST'],
    );
    expect(readSegments(text)).toEqual([
      { uri: '0.ts', duration: 6.006, shownAt: Date.parse('2026-11-24T00:00:05.250Z') },
      { uri: '1.ts', duration: 4 },
      { uri: '2.ts', duration: 0.5 },
    ]);
  });

  test('a duration without its address is no segment yet', () => {
    expect(readSegments(lines('#EXTM3U', '#EXTINF:2,', '0.ts', '#EXTINF:2,', ''))).toEqual([
      { uri: '0.ts', duration: 2 },
    ]);
  });
});

test.each([
  '',
  '\n',
  '#EXTM3U',
  '<html><body>404</body></html>',
  '#EXTM3U\n#EXT-X-STREAM-INF:BAND',
  '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128',
])('%j has nothing to play', (text) => {
  expect(readVariants(text)).toEqual([]);
  expect(readSegments(text)).toEqual([]);
});

test('one kind of playlist is not taken for the other', () => {
  expect(readVariants(lines('#EXTM3U', '#EXTINF:2,', '0.ts'))).toEqual([]);
  expect(readSegments(lines('#EXTM3U', variant('BANDWIDTH=1', 'a.m3u8')))).toEqual([]);
});

test('durations add up to the millisecond, as people and the catalog read them', () => {
  const segments = Array.from({ length: 3 }, () => ({ duration: 2.002 }));
  expect(2.002 + 2.002 + 2.002).not.toBe(6.006);
  expect(totalDuration(segments)).toBe(6.006);
});
