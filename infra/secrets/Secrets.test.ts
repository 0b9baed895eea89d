import { expect, test } from '@jest/globals';
import { policies } from '../../policy/rules/pack.ts';
import { faults } from '../../policy/test/judge.ts';
import { record } from '../recording/recorder.ts';
import { Secrets } from './Secrets.ts';

const recordSecrets = (stack: string) =>
  record(() => {
    const { slackKeyArn } = new Secrets(`tidecast-${stack}-secrets`, { stack });
    return { slackKeyArn };
  });

const recording = await recordSecrets('dev');
const one = (type: string) => {
  const found = recording.resources.find((resource) => resource.type.endsWith(`:${type}`));
  if (!found) throw new Error(`no ${type}`);
  return found;
};
const keyPolicy = JSON.parse(String(one('Key').inputs.policy));

test('a key that rotates is found by the alias that the stack’s name makes', () => {
  expect(one('Key').inputs.enableKeyRotation).toBe(true);
  expect(one('Alias').inputs).toEqual({
    name: 'alias/tidecast-dev-slack',
    targetKeyId: one('Key').id,
  });
  expect(recording.outputs.slackKeyArn).toMatch(/^arn:aws:kms:.*:key\//);
});

test('it encrypts and decrypts the webhook of this stack, and nothing else', () => {
  expect(keyPolicy.Statement).toHaveLength(2);
  expect(keyPolicy.Statement[1]).toEqual({
    Sid: 'KeepWebhook',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    Action: ['kms:Encrypt', 'kms:Decrypt'],
    Resource: ['*'],
    Condition: {
      StringEquals: {
        'kms:EncryptionContext:purpose': 'slack-webhook',
        'kms:EncryptionContext:stack': 'dev',
      },
    },
  });
});

test('its account keeps it, and can always change its policy, without using it', () => {
  const [administration] = keyPolicy.Statement;
  expect(administration).toMatchObject({
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    Resource: ['*'],
  });
  expect(administration.Action).toEqual(
    expect.arrayContaining(['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:TagResource']),
  );
  expect(administration.Action.join()).not.toMatch(/crypt|DataKey|Grant|Sign|Mac/);
});

test('the policy pack has nothing to say', async () => {
  expect(await faults(policies, ...recording.resources)).toEqual([]);
});

test('a stack whose name makes no alias is refused before anything is made', async () => {
  await expect(recordSecrets('dev.eu')).rejects.toThrow('"dev.eu"');
});
