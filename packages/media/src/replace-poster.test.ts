import { expect, test } from '@jest/globals';
import type { Video } from '@tidecast/catalog/video';
import type { Outcome } from '@tidecast/catalog/video-catalog';
import { defaultDetails } from '@tidecast/contract/videos';
import { createFakeAws } from '../test/fake-aws.ts';
import { FakeCloudFront } from '../test/fake-cloudfront.ts';
import { FakeMediaConvert } from '../test/fake-mediaconvert.ts';
import { FakeS3 } from '../test/fake-s3.ts';
import { newPosterKey, posterPrefix } from './keys.ts';
import { replacePoster } from './replace-poster.ts';

const oldKey = newPosterKey('video-1');

const video: Video = {
  id: 'video-1',
  ownerId: 'owner-1',
  ownerName: 'Mina',
  ...defaultDetails,
  title: 'Tide',
  visibility: 'private',
  status: 'ready',
  progress: 100,
  playable: true,
  source: { key: 'k', size: 1, contentType: 'video/mp4', fileName: 'f.mp4' },
  encode: { attempt: 1 },
  media: {
    duration: 1,
    width: 1,
    height: 1,
    renditions: [],
    hlsKey: 'v/video-1/hls/index.m3u8',
    posterKey: oldKey,
  },
  captions: [],
  views: 0,
  createdAt: '2026-11-22T00:00:00.000Z',
  movedAt: '2026-11-22T00:00:00.000Z',
  version: 1,
};

function setUp(outcome: Outcome) {
  const aws = createFakeAws({
    objects: new FakeS3(),
    encoder: new FakeMediaConvert(),
    edge: new FakeCloudFront(),
  });
  aws.objects.put('media', oldKey, 'jpeg', { cacheControl: 'immutable' });
  const edits: { posterKey?: string }[] = [];
  const dependencies = {
    s3: aws.s3,
    cloudfront: aws.cloudfront,
    mediaBucket: 'media',
    distributionId: 'EDGE',
    catalog: {
      async edit(_id: string, changes: { posterKey?: string }) {
        edits.push(changes);
        return outcome;
      },
    },
  };
  return { aws, edits, dependencies };
}

test('the poster gets a new secret key, the old one is gone from bucket and caches', async () => {
  const { aws, edits, dependencies } = setUp({ applied: true, video });
  await replacePoster(dependencies, video);
  const [key = ''] = aws.objects.keys('media');
  expect(key).toMatch(/^p\/[0-9a-f]{32}\/[0-9a-f]{32}\.jpg$/);
  expect(key).not.toBe(oldKey);
  expect(aws.objects.keys('media')).toEqual([key]);
  expect(aws.objects.get('media', key)).toMatchObject({ body: 'jpeg', cacheControl: 'immutable' });
  expect(edits).toEqual([{ posterKey: key }]);
  expect([...aws.edge.invalidations.values()]).toEqual([[`/media/${posterPrefix('video-1')}*`]]);
});

test('when the video is deleted meanwhile no new poster is left behind', async () => {
  const { aws, dependencies } = setUp({ applied: false });
  await expect(replacePoster(dependencies, video)).resolves.toEqual({ applied: false });
  expect(aws.objects.keys('media')).toEqual([oldKey]);
});

test('repeated after it failed half-way, it takes away what the first time left', async () => {
  const { aws, dependencies } = setUp({ applied: true, video });
  const leftBehind = newPosterKey('video-1');
  aws.objects.put('media', leftBehind, 'known to others');
  aws.objects.put('media', 'p/other.jpg', 'of another video');
  await replacePoster(dependencies, video);
  const keys = aws.objects.keys('media');
  expect(keys).toHaveLength(2);
  expect(keys).toContain('p/other.jpg');
  expect(keys).not.toContain(leftBehind);
  expect(keys).not.toContain(oldKey);
});

test('a video without a poster needs nothing', async () => {
  const { aws, dependencies } = setUp({ applied: false });
  const { media: _, ...bare } = video;
  await expect(replacePoster(dependencies, bare)).resolves.toBeUndefined();
  expect(aws.calls).toEqual([]);
});
