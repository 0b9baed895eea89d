import { expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import { record } from '../../infra/recording/recorder.ts';
import { encodingCost } from './encoding.ts';
import { mixes, useCost, uses } from './viewing.ts';

const behaviour = (pathPattern: string, functions: number) => ({
  pathPattern,
  targetOriginId: 'media',
  allowedMethods: ['GET'],
  cachedMethods: ['GET'],
  viewerProtocolPolicy: 'https-only',
  functionAssociations: Array.from({ length: functions }, (_, index) => ({
    eventType: index === 0 ? 'viewer-request' : 'viewer-response',
    functionArn: 'arn:aws:cloudfront::123456789012:function/f',
  })),
});

const withSegments = (functions: number) =>
  record(() => {
    new aws.cloudfront.Distribution('site', {
      enabled: true,
      origins: [{ originId: 'media', domainName: 'media.example.com' }],
      defaultCacheBehavior: behaviour('*', 0),
      orderedCacheBehaviors: [behaviour('/media/p/*', 1), behaviour('/media/*.ts', functions)],
      restrictions: { geoRestriction: { restrictionType: 'none' } },
      viewerCertificate: {},
    });
  });

const usesOf = async (name: string, functions = 2) => {
  const mix = mixes.find((one) => one.name === name);
  if (!mix) throw new Error(`no mix ${name}`);
  const used = uses(mix, await withSegments(functions));
  return new Map(used.map((use) => [use.item, use]));
};

test('bytes follow from the caps of the ladder, requests from the length of a segment', async () => {
  const used = await usesOf('540p');
  // 1,000 hours of 2 Mbit/s of picture and 128 kbit/s of sound.
  expect(used.get('CloudFront, GB')?.quantity).toBeCloseTo(957.6);
  // A segment each 2 s, and 20 requests besides in each of two sessions an hour.
  expect(used.get('CloudFront, million requests')?.quantity).toBeCloseTo(1.84);
  expect(used.get('Firewall, million requests')?.quantity).toBeCloseTo(1.84);
  expect(used.get('S3 reads that the edge has not, million')?.quantity).toBeCloseTo(0.09);
});

test('functions are counted as the recorded distribution runs them', async () => {
  const runs = 'CloudFront functions, million runs';
  expect((await usesOf('1080p', 2)).get(runs)?.quantity).toBeCloseTo(3.6);
  expect((await usesOf('1080p', 0)).get(runs)?.quantity).toBe(0);
  const bare = await record(() => void new aws.sqs.Queue('queue'));
  expect(() => mixes.map((mix) => uses(mix, bare))).toThrow('/media/*.ts');
});

test('a mix is made of whole viewers, and costs what its parts cost', async () => {
  const gigabytes = async (name: string) =>
    (await usesOf(name)).get('CloudFront, GB')?.quantity ?? Number.NaN;
  for (const { parts } of mixes)
    expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBeCloseTo(1);
  expect(await gigabytes('mixed')).toBeCloseTo(
    0.4 * (await gigabytes('1080p')) +
      0.4 * (await gigabytes('720p')) +
      0.2 * (await gigabytes('540p')),
  );
  const use = { item: 'CloudFront, GB', quantity: 100, price: 'edgeGb' } as const;
  expect(useCost(use, 'ap-northeast-2')).toBeCloseTo(12);
});

test('an hour of source costs what its rungs cost, and no rung above it', () => {
  const [hd, sd] = [
    encodingCost({ width: 1920, height: 1080 }, 'us-east-1'),
    encodingCost({ width: 960, height: 540 }, 'us-east-1'),
  ];
  expect(hd).toMatchObject({ renditions: 5, encode: expect.closeTo(3.15) });
  expect(sd).toMatchObject({ renditions: 3, encode: expect.closeTo(1.35) });
  expect(hd.gigabytes).toBeGreaterThan(sd.gigabytes);
  expect(hd.keepMonth).toBeCloseTo(hd.gigabytes * 0.023);
});
