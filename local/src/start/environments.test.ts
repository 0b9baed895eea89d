import { expect, test } from '@jest/globals';
import { apiEnvironmentSchema } from '@tidecast/platform/environment/api';
import { liveEnvironmentSchema } from '@tidecast/platform/environment/live';
import { notifierEnvironmentSchema } from '@tidecast/platform/environment/notifier';
import { readEnvironment } from '@tidecast/platform/environment/read-environment';
import { transcoderEnvironmentSchema } from '@tidecast/platform/environment/transcoder';
import { localAccount } from '../aws/service.ts';
import {
  apiEnvironment,
  liveEnvironment,
  notifierEnvironment,
  transcoderEnvironment,
} from './environments.ts';

const publicOrigin = 'http://localhost:8080';
const own = (service: string, resource: string) =>
  `arn:aws:${service}:${localAccount.region}:${localAccount.accountId}:${resource}`;
const alertTopicArn = own('sns', 'tidecast-local-alerts');

test.each([
  [
    'the API',
    apiEnvironmentSchema,
    apiEnvironment({
      publicOrigin,
      submitQueueUrl: 'http://127.0.0.1:4566/000000000000/submit',
      alertTopicArn,
      key: { keyPairId: 'KLOCAL', privateKey: 'a key' },
      ports: { port: 0, metricsPort: 0 },
    }),
  ],
  ['the transcoder', transcoderEnvironmentSchema, transcoderEnvironment(alertTopicArn)],
  [
    'the notifier',
    notifierEnvironmentSchema,
    notifierEnvironment({ publicOrigin, webhookCiphertext: 'AQID' }),
  ],
  [
    'the live functions',
    liveEnvironmentSchema,
    liveEnvironment({
      publicOrigin,
      chatEndpoint: 'ws://127.0.0.1:4566',
      ingestUrl: 'rtmp://127.0.0.1:1935/app/',
      recordingConfigurationArn: own('ivs', 'recording-configuration/tidecast'),
      alertTopicArn,
    }),
  ],
])('%s takes what the local cloud hands over', (_program, schema, handed) => {
  expect(Object.keys(readEnvironment(schema, handed))).toEqual(
    expect.arrayContaining(Object.keys(handed)),
  );
});
