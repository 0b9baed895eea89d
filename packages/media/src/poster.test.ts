import { expect, test } from '@jest/globals';
import { immutableCacheControl } from '@tidecast/platform/delivery/behaviours';
import { createFakeAws } from '../test/fake-aws.ts';
import { FakeCloudFront } from '../test/fake-cloudfront.ts';
import { FakeMediaConvert } from '../test/fake-mediaconvert.ts';
import { FakeS3 } from '../test/fake-s3.ts';
import { makePoster } from './poster.ts';

function setUp(pictures: Readonly<Record<string, string>>) {
  const aws = createFakeAws({
    objects: new FakeS3(),
    encoder: new FakeMediaConvert(),
    edge: new FakeCloudFront(),
  });
  for (const [key, body] of Object.entries(pictures)) aws.objects.put('pictures', key, body);
  const objects = Object.entries(pictures).map(([key, { length }]) => ({ key, size: length }));
  const make = () => makePoster(aws.s3, 'media', 'video-1', { bucket: 'pictures', objects });
  return { aws, make };
}

test('the picture with the most in it goes to a new secret key, to be kept for good', async () => {
  const { aws, make } = setUp({
    'thumb0.jpg': 'black',
    'thumb1.jpg': 'the picture with the most in it',
    'thumb2.jpg': 'a fade',
  });
  const key = (await make()) ?? '';
  expect(key).toMatch(/^p\/[0-9a-f]{32}\/[0-9a-f]{32}\.jpg$/);
  expect(aws.objects.get('media', key)).toMatchObject({
    body: 'the picture with the most in it',
    contentType: 'image/jpeg',
    cacheControl: immutableCacheControl,
  });
  expect(await make()).not.toBe(key);
});

test('what lies beside the pictures is passed over, however large it is', async () => {
  const { aws, make } = setUp({
    'thumb0.jpg': 'a picture',
    'latest_thumbnail.webp': 'a far larger file that is no JPEG',
  });
  expect(aws.objects.get('media', (await make()) ?? '')?.body).toBe('a picture');
});

test('no picture, no poster', async () => {
  const { aws, make } = setUp({ 'notes.txt': 'none was taken' });
  expect(await make()).toBeUndefined();
  expect(aws.calls).toEqual([]);
});
