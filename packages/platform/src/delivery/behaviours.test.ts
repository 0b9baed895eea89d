import { describe, expect, test } from '@jest/globals';
import { behaviourFor, immutableCacheControl, webObjectKey } from './behaviours.ts';

describe('behaviourFor', () => {
  test.each([
    ['/api/videos', 'api', false],
    ['/api/live/channels', 'live', false],
    ['/api/lives', 'api', false],
    ['/media/p/0123456789abcdef.jpg', 'media', false],
    ['/media/v/01J/hls/index.m3u8', 'media', true],
    ['/media/v/01J/hls/index_720p_00001.ts', 'media', true],
    ['/media/v/01J/captions/ko.vtt', 'media', true],
    ['/media/v/01J/storyboard/frame.0000000.jpg', 'media', true],
    ['/assets/index-a1b2c3.js', 'web', false],
    ['/', 'web', false],
    ['/watch/01J', 'web', false],
  ])('%s comes from %s, signed cookies: %s', (path, origin, signedCookies) => {
    expect(behaviourFor(path)).toMatchObject({ origin, signedCookies });
  });

  test('segments never change under their name, playlists may at any time', () => {
    expect(behaviourFor('/media/v/01J/hls/a_00001.ts').cacheControl).toBe(immutableCacheControl);
    expect(behaviourFor('/media/v/01J/hls/a.m3u8').cacheControl).toBe('public, max-age=1');
  });

  test('a path that only resembles a poster is protected', () => {
    expect(behaviourFor('/media/pv/secret.jpg').signedCookies).toBe(true);
  });

  test('what is no path is refused by name', () => {
    expect(() => behaviourFor('media/x')).toThrow('"media/x"');
  });
});

describe('webObjectKey', () => {
  test.each([
    ['/', 'index.html'],
    ['/watch/01J', 'index.html'],
    ['/studio/', 'index.html'],
    ['/favicon.svg', 'favicon.svg'],
    ['/assets/index-a1b2c3.js', 'assets/index-a1b2c3.js'],
  ])('%s is %s', (path, key) => {
    expect(webObjectKey(path)).toBe(key);
  });
});
