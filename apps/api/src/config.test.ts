import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { usualDailyEncodeMinutes } from '@tidecast/platform/environment/variables';
import { readConfig } from './config.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

const environment = {
  PUBLIC_ORIGIN: 'https://tidecast.example',
  TRUSTED_PROXY_HOPS: '2',
  VIDEOS_TABLE: 'videos',
  EXPIRING_TABLE: 'expiring',
  SOURCE_BUCKET: 'source',
  MEDIA_BUCKET: 'media',
  USER_POOL_ID: 'ap-northeast-2_Pool00000',
  USER_POOL_CLIENT_ID: 'client',
  SUBMIT_QUEUE_URL: 'https://sqs.ap-northeast-2.amazonaws.com/1/submit',
  MEDIACONVERT_QUEUE_ARN: 'arn:aws:mediaconvert:ap-northeast-2:123456789012:queues/test',
  CLOUDFRONT_DISTRIBUTION_ID: 'E1',
  CLOUDFRONT_KEY_PAIR_ID: 'K1',
  CLOUDFRONT_PRIVATE_KEY: privateKey,
  AWS_REGION: 'ap-northeast-2',
};

test('the rest has defaults', () => {
  expect(readConfig({ ...environment, PORT: '' })).toMatchObject({
    PORT: 8080,
    HOST: '0.0.0.0',
    METRICS_PORT: 9090,
    TRUSTED_PROXY_HOPS: 2,
    DAILY_ENCODE_MINUTES: usualDailyEncodeMinutes,
    DRAIN_SECONDS: 5,
    LOG_LEVEL: 'info',
  });
});

test('a key whose line breaks were written out is read', () => {
  const written = privateKey.replaceAll('\n', '\\n');
  const config = readConfig({ ...environment, CLOUDFRONT_PRIVATE_KEY: written });
  expect(config.CLOUDFRONT_PRIVATE_KEY).toBe(privateKey);
});

test('everything that is missing is named at once', () => {
  const names = Object.keys(environment);
  const message = messageOf({});
  for (const name of names) expect(message).toContain(`${name}: is missing`);
});

test.each([
  ['PORT', 'eighty'],
  ['PUBLIC_ORIGIN', 'https://tidecast.example/app'],
  ['PUBLIC_ORIGIN', 'tidecast.example'],
  ['SUBMIT_QUEUE_URL', 'submit'],
  ['TRUSTED_PROXY_HOPS', '-1'],
  ['LOG_LEVEL', 'loud'],
  ['CLOUDFRONT_PRIVATE_KEY', 'my secret key'],
])('%s cannot be %j, which is not repeated', (name, value) => {
  const message = messageOf({ ...environment, [name]: value });
  expect(message).toContain(`${name}: `);
  expect(message.split('\n')).toHaveLength(2);
  if (name === 'CLOUDFRONT_PRIVATE_KEY') expect(message).not.toContain(value);
});

function messageOf(given: Record<string, string>): string {
  try {
    readConfig(given);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the configuration was taken');
}
