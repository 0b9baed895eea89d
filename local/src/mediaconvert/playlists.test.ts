import { describe, expect, test } from '@jest/globals';
import { measureBitrate, mediaPlaylist, parseFfmpegPlaylist } from './playlists.ts';

const segment = (duration: number, size: number) => ({ uri: 'a.ts', duration, size });

describe('measureBitrate', () => {
  test('takes the largest segment and the mean of all', () => {
    const measured = measureBitrate([segment(2, 1000), segment(2, 3000), segment(1, 1000)], 2);
    expect(measured).toEqual({ peak: 12_000, average: 8000 });
  });

  test('does not let a last scrap count as the peak', () => {
    expect(measureBitrate([segment(2, 1000), segment(0.04, 900)], 2).peak).toBe(4000);
  });

  test('measures a scrap that is all there is', () => {
    expect(measureBitrate([segment(0.5, 1000)], 2)).toEqual({ peak: 16_000, average: 16_000 });
  });
});

describe('parseFfmpegPlaylist', () => {
  test('lists finished segments only', () => {
    const text = '#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:2.002000,\nh0_00001.ts\n#EXTINF:1.5,\nh0_00';
    expect(parseFfmpegPlaylist(text)).toEqual([{ file: 'h0_00001.ts', duration: 2.002 }]);
    expect(parseFfmpegPlaylist('')).toEqual([]);
  });
});

describe('mediaPlaylist', () => {
  test('starts at the beginning while it grows, and ends when it is whole', () => {
    const playlist = { segments: [segment(2, 1)], targetDuration: 2 };
    const growing = mediaPlaylist({ ...playlist, ended: false });
    expect(growing).toContain('#EXT-X-PLAYLIST-TYPE:EVENT\n');
    expect(growing).toContain('#EXT-X-START:TIME-OFFSET=0,PRECISE=YES\n');
    expect(growing).not.toContain('ENDLIST');
    const ended = mediaPlaylist({ ...playlist, ended: true });
    expect(ended).toMatch(/#EXT-X-PLAYLIST-TYPE:VOD\n(?:.*\n)*a\.ts\n#EXT-X-ENDLIST\n$/);
    expect(ended).not.toContain('EXT-X-START');
  });
});
