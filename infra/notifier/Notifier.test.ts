import { expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import { functionEntry } from '@tidecast/platform/events/function-entry';
import { policies } from '../../policy/rules/pack.ts';
import { faults } from '../../policy/test/judge.ts';
import { record } from '../recording/recorder.ts';
import { actionsNeededBy } from '../test/sdk-commands.ts';
import { Notifier } from './Notifier.ts';
import { notifierPolicy } from './notifier-policy.ts';

const topic = 'arn:aws:sns:ap-northeast-2:123456789012:alerts';
const slackKeyArn = 'arn:aws:kms:ap-northeast-2:123456789012:key/1';
const recording = await record(
  () =>
    void new Notifier('tidecast-dev-notifier', {
      stack: 'dev',
      stackName: 'tidecast-dev',
      webhookCiphertext: 'AQIDBA==',
      slackKeyArn,
      expiringTable: new aws.dynamodb.Table('expiring', {
        attributes: [],
        serverSideEncryption: { enabled: true },
        ttl: { enabled: true, attributeName: 'expire' },
      }),
      siteOrigin: 'https://video.acme.com',
      alertTopicArn: topic,
      logRetentionDays: 14,
    }),
);

function one(type: string, name = '') {
  const found = recording.resources.filter(
    (resource) => resource.type.endsWith(`:${type}`) && resource.name.includes(name),
  );
  const [resource] = found;
  if (!resource || found.length > 1) throw new Error(`${found.length} of ${type} ${name}`);
  return resource;
}
const deadLetters = () => one('Queue', '-dead-letters');

test('the topic, and nobody else, calls the function', () => {
  const permission = one('Permission');
  expect(permission.inputs).toMatchObject({
    principal: 'sns.amazonaws.com',
    action: 'lambda:InvokeFunction',
    sourceArn: topic,
  });
  expect(one('TopicSubscription')).toMatchObject({
    inputs: { topic, protocol: 'lambda', endpoint: expect.stringContaining(':function:') },
    dependsOn: expect.arrayContaining([permission.urn]),
  });
});

test('what cannot be said after three tries is a dead letter, and alarms', () => {
  expect(one('FunctionEventInvokeConfig').inputs).toMatchObject({
    maximumRetryAttempts: 2,
    destinationConfig: { onFailure: { destination: expect.stringContaining('-dead-letters') } },
  });
  expect(one('MetricAlarm', '-dead-letters').inputs).toMatchObject({
    dimensions: { QueueName: deadLetters().id.split('/').at(-1) },
    alarmActions: [topic],
  });
});

test('the function is told all it reads', () => {
  expect(one('Function').inputs.environment).toEqual({
    variables: {
      SLACK_WEBHOOK_CIPHERTEXT: 'AQIDBA==',
      SLACK_SECRET_STACK: 'dev',
      EXPIRING_TABLE: 'expiring',
      PUBLIC_ORIGIN: 'https://video.acme.com',
      STACK_NAME: 'tidecast-dev',
      NODE_OPTIONS: '--enable-source-maps',
    },
  });
});

test('it opens the webhook of its stack, notes what was said, and nothing else', () => {
  const document = notifierPolicy({
    slackKeyArn,
    stack: 'dev',
    expiringTableArn: 'arn:aws:dynamodb:ap-northeast-2:123456789012:table/expiring',
    deadLetterQueueArn: 'arn:aws:sqs:ap-northeast-2:123456789012:dead-letters',
  });
  expect(document.Statement[0]).toEqual({
    Effect: 'Allow',
    Action: ['kms:Decrypt'],
    Resource: [slackKeyArn],
    Condition: {
      StringEquals: {
        'kms:EncryptionContext:purpose': 'slack-webhook',
        'kms:EncryptionContext:stack': 'dev',
      },
    },
  });
  const allowed = document.Statement.flatMap(({ Action }) => Action);
  // Lambda itself sends what failed to the dead letters.
  expect(allowed.filter((action) => action !== 'sqs:SendMessage').sort()).toEqual(
    actionsNeededBy(functionEntry('notifier', 'notify')),
  );
});

test('it passes the policy pack', async () => {
  expect(await faults(policies, ...recording.resources)).toEqual([]);
});
