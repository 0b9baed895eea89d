import { expect, test } from '@jest/globals';
import { createFakeAws } from '../test/fake-aws.ts';
import { FakeCloudFront } from '../test/fake-cloudfront.ts';
import { FakeMediaConvert } from '../test/fake-mediaconvert.ts';
import { FakeS3 } from '../test/fake-s3.ts';
import { writeStoryboard } from './storyboard.ts';

const folder = 'v/video-1/storyboard/';

function setUp(names: readonly string[]) {
  const aws = createFakeAws({
    objects: new FakeS3(),
    encoder: new FakeMediaConvert(),
    edge: new FakeCloudFront(),
  });
  for (const name of names) aws.objects.put('media', `${folder}${name}`, name);
  return {
    aws,
    write: (duration: number) =>
      writeStoryboard(aws.s3, 'media', 'video-1', { intervalMs: 2000, duration }),
    /** Cues as `start picture`, the start in whole seconds. */
    cues() {
      const { body = '' } = aws.objects.get('media', `${folder}storyboard.vtt`) ?? {};
      const found = body.matchAll(/^00:00:(\d\d)\.000 --> \S+\nframe\.(\d+)\.jpg$/gm);
      return Array.from(found, ([, start, number]) => `${Number(start)} ${Number(number)}`);
    },
  };
}

test('has a cue a frame, in a file that players and caches know what to do with', async () => {
  const { aws, write, cues } = setUp(['frame.0000000.jpg', 'frame.0000001.jpg']);
  expect(await write(4)).toBe(`${folder}storyboard.vtt`);
  expect(cues()).toEqual(['0 0', '2 1']);
  expect(aws.objects.get('media', `${folder}storyboard.vtt`)).toMatchObject({
    contentType: 'text/vtt; charset=utf-8',
    cacheControl: 'public, max-age=60',
  });
});

test('frames stand where their numbers say, and fill the gaps behind them', async () => {
  const { write, cues } = setUp(['frame.0000001.jpg', 'frame.0000004.jpg']);
  await write(12);
  expect(cues()).toEqual(['0 1', '2 1', '4 1', '6 1', '8 4']);
});

test('written again it is the same', async () => {
  const { write, cues } = setUp(['frame.0000000.jpg']);
  await write(2);
  await write(2);
  expect(cues()).toEqual(['0 0']);
});

test('no frame, no storyboard', async () => {
  const { aws, write } = setUp(['frame-of-something-else.jpg']);
  expect(await write(4)).toBeUndefined();
  expect(aws.objects.keys('media')).toEqual([`${folder}frame-of-something-else.jpg`]);
});
