import { expect, test } from '@jest/globals';
import { faults } from '../test/judge.ts';
import { denyPlainHttp, document, resource } from '../test/stacks.ts';
import { transportRules } from './transport.ts';

const media = 'arn:aws:s3:::media';
const whole = denyPlainHttp('s3:*', media, `${media}/*`);

const bucketPolicy = (statement: object) =>
  faults(
    transportRules,
    resource('aws:s3/bucketPolicy:BucketPolicy', 'media', {
      bucket: 'media',
      policy: document({ ...statement }),
    }),
  );

test('all of the bucket refuses all but TLS', async () => {
  expect(await bucketPolicy(whole)).toEqual([]);
});

test.each([
  ['one action alone', { ...whole, Action: ['s3:GetObject'] }],
  ['an allowance', { ...whole, Effect: 'Allow' }],
  ['one principal alone', { ...whole, Principal: { AWS: 'arn:aws:iam::123456789012:root' } }],
  ['the wrong way round', { ...whole, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
  [
    'under a further condition',
    {
      ...whole,
      Condition: {
        Bool: { 'aws:SecureTransport': 'false' },
        StringEquals: { 'aws:SourceVpc': 'vpc-1' },
      },
    },
  ],
])('%s is not enough', async (_, statement) => {
  expect(await bucketPolicy(statement)).toEqual([
    'store-is-tls-only | media: policy does not deny s3:* where aws:SecureTransport is false',
  ]);
});

test('the bucket and its objects are both covered, and they are this bucket’s', async () => {
  expect(await bucketPolicy(denyPlainHttp('s3:*', media))).toEqual([
    'store-is-tls-only | media: policy lets objects be read in plain http',
  ]);
  expect(await bucketPolicy(denyPlainHttp('s3:*', 'arn:aws:s3:::web/*', `${media}/*`))).toEqual([
    'store-is-tls-only | media: policy lets the bucket be listed in plain http',
  ]);
});

test('a topic names the action, for SNS refuses sns:*', async () => {
  const topic = (action: string) =>
    faults(
      transportRules,
      resource('aws:sns/topicPolicy:TopicPolicy', 'alarms', {
        policy: document(denyPlainHttp(action, 'arn:aws:sns:::alarms')),
      }),
    );
  expect(await topic('sns:Publish')).toEqual([]);
  expect(await topic('sns:*')).toContainEqual(
    expect.stringContaining('has the action sns:*, which SNS refuses'),
  );
});

test('CloudFront neither answers nor asks without modern TLS', async () => {
  const site = resource('aws:cloudfront/distribution:Distribution', 'site', {
    origins: [
      {
        originId: 'api',
        customOriginConfig: {
          originProtocolPolicy: 'match-viewer',
          originSslProtocols: ['TLSv1', 'TLSv1.2'],
        },
      },
      { originId: 'web', s3OriginConfig: {} },
    ],
    defaultCacheBehavior: { viewerProtocolPolicy: 'https-only' },
    orderedCacheBehaviors: [{ pathPattern: '/api/*', viewerProtocolPolicy: 'allow-all' }],
    viewerCertificate: { minimumProtocolVersion: 'TLSv1.1_2016' },
  });
  expect(await faults(transportRules, site)).toEqual([
    'site-is-https-only | site: answers /api/* in plain http',
    expect.stringContaining('speaks TLSv1.1_2016'),
    'site-is-https-only | site: may ask its origin api in plain http',
    'site-is-https-only | site: may ask its origin api by TLSv1',
  ]);
});
