import { describe, expect, test } from '@jest/globals';
import { behaviourFor } from '../delivery/behaviours.ts';
import { protectedMediaPath } from '../delivery/cookies.ts';
import { uploadEvents } from '../events/video.ts';
import {
  anyId,
  captionKey,
  hlsDestinationKey,
  hlsKey,
  hlsPrefix,
  mediaPath,
  mediaPrefix,
  parseSourceKey,
  posterCandidatesKey,
  postersPrefix,
  sourceKey,
  storyboardFramesKey,
  storyboardKey,
  storyboardPrefix,
} from './bucket-layout.ts';

const id = '01JZK4Q5R6S7T8V9WAXBYCZD0E';
const another = '01JZK4Q5R6S7T8V9WAXBYCZD0F';

/** A key of a video with its own pattern: what IAM is told of all of them. */
const protectedKeys: readonly (readonly [key: string, pattern: string])[] = [
  [hlsKey(id), hlsKey(anyId)],
  [`${hlsDestinationKey(id)}_720p_00001.ts`, `${hlsPrefix(anyId)}*`],
  [`${posterCandidatesKey(id)}.0000000.jpg`, `${mediaPrefix(anyId)}*`],
  [`${storyboardFramesKey(id)}.0000000.jpg`, `${storyboardPrefix(anyId)}*`],
  [storyboardKey(id), `${storyboardPrefix(anyId)}*`],
  [captionKey(id, 'ko'), captionKey(anyId, anyId)],
];

/** As IAM and CloudFront match. */
function matches(pattern: string, text: string): boolean {
  const literals = pattern.split('*').map((part) => part.replaceAll(/[.]/g, String.raw`\.`));
  return new RegExp(`^${literals.join('.*')}$`).test(text);
}

/** Where the layout stands for ever: objects that people own lie there already. */
test('what was stored under earlier releases is still found', () => {
  expect(sourceKey('me', id)).toBe(`u/me/${id}/source`);
  expect(protectedKeys.map(([key]) => key)).toEqual([
    `v/${id}/hls/index.m3u8`,
    `v/${id}/hls/index_720p_00001.ts`,
    `v/${id}/poster/poster.0000000.jpg`,
    `v/${id}/storyboard/frame.0000000.jpg`,
    `v/${id}/storyboard/storyboard.vtt`,
    `v/${id}/captions/ko.vtt`,
  ]);
  expect(postersPrefix).toBe('p/');
});

describe('what is protected of a video', () => {
  test.each(protectedKeys)('%s takes signed cookies for its own video', (key, pattern) => {
    const path = mediaPath(key);
    expect(behaviourFor(path)).toMatchObject({ origin: 'media', signedCookies: true });
    expect(path.startsWith(protectedMediaPath(id))).toBe(true);
    expect(path.startsWith(protectedMediaPath(another))).toBe(false);
    expect(key.startsWith(mediaPrefix(id))).toBe(true);
    expect(matches(pattern, key)).toBe(true);
  });
});

test('a poster takes no cookie', () => {
  expect(behaviourFor(mediaPath(`${postersPrefix}0123/4567.jpg`))).toMatchObject({
    origin: 'media',
    signedCookies: false,
  });
});

describe('an upload', () => {
  test('is told of by its key, which says whose it is', () => {
    const key = sourceKey('me', id);
    expect(parseSourceKey(key)).toEqual({ ownerId: 'me', videoId: id });
    expect(matches(sourceKey(anyId, anyId), key)).toBe(true);
    const [{ prefix }] = uploadEvents('source').detail.object.key as [{ prefix: string }];
    expect(key.startsWith(prefix)).toBe(true);
  });

  test.each([
    ['of nobody', `u/${id}/source`],
    ['of a video that has no id', 'u/me/1/source'],
    ['within a folder', `u/me/${id}/folder/source`],
    ['somewhere else', `v/me/${id}/source`],
  ])('%s is none', (_, key) => {
    expect(parseSourceKey(key)).toBeUndefined();
  });
});
