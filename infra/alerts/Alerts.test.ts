import { expect, test } from '@jest/globals';
import { policies } from '../../policy/rules/pack.ts';
import { faults } from '../../policy/test/judge.ts';
import { record } from '../recording/recorder.ts';
import { Alerts, type AlertsArgs } from './Alerts.ts';

const args: AlertsArgs = {
  adminEmails: ['ops@acme.com', 'media@acme.com'],
  monthlyBudgetUsd: 400,
  mailsAlarms: false,
  stack: 'dev',
};

const recordAlerts = (changes: Partial<AlertsArgs> = {}) =>
  record(() => {
    const { topicArn, keyArn } = new Alerts('tidecast-dev-alerts', { ...args, ...changes });
    return { topicArn, keyArn };
  });

const recording = await recordAlerts();
const one = (type: string) => {
  const found = recording.resources.find((resource) => resource.type.endsWith(`:${type}`));
  if (!found) throw new Error(`no ${type}`);
  return found;
};
const topicArn = 'arn:aws:sns:ap-northeast-2:123456789012:tidecast-dev-alerts-topic';
const services = { Service: ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'] };
const ofThisAccount = { StringEquals: { 'aws:SourceAccount': '123456789012' } };

test('the topic is encrypted by a key of ours that rotates', () => {
  expect(recording.outputs).toEqual({ topicArn, keyArn: one('Topic').inputs.kmsMasterKeyId });
  expect(one('Topic').inputs.kmsMasterKeyId).toContain(one('Key').id);
  expect(one('Key').inputs.enableKeyRotation).toBe(true);
});

test('alarms and budgets of this account publish, and nobody in plain http', () => {
  expect(one('TopicPolicy').inputs.arn).toBe(topicArn);
  expect(JSON.parse(String(one('TopicPolicy').inputs.policy))).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'PublishFromServices',
        Effect: 'Allow',
        Principal: services,
        Action: ['sns:Publish'],
        Resource: [topicArn],
        Condition: ofThisAccount,
      },
      {
        Sid: 'DenyInsecureTransport',
        Effect: 'Deny',
        Principal: '*',
        Action: ['sns:Publish'],
        Resource: [topicArn],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
});

test('who may publish may use the key for it: services for us, roles through SNS alone', () => {
  const [administration, ...use] = JSON.parse(String(one('Key').inputs.policy)).Statement;
  expect(administration).toMatchObject({
    Sid: 'AdministerKey',
    Principal: { AWS: 'arn:aws:iam::123456789012:root' },
  });
  const encrypt = {
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: ['*'],
  };
  expect(use).toEqual([
    {
      ...encrypt,
      Sid: 'PublishFromAccount',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Condition: { StringEquals: { 'kms:ViaService': 'sns.ap-northeast-2.amazonaws.com' } },
    },
    { ...encrypt, Sid: 'PublishFromServices', Principal: services, Condition: ofThisAccount },
  ]);
});

test('the budget counts the stack alone, and speaks before and when it is spent', () => {
  const { inputs, dependsOn } = one('Budget');
  const told = {
    thresholdType: 'PERCENTAGE',
    comparisonOperator: 'GREATER_THAN',
    subscriberEmailAddresses: ['ops@acme.com', 'media@acme.com'],
    subscriberSnsTopicArns: [topicArn],
  };
  expect(inputs).toMatchObject({
    budgetType: 'COST',
    timeUnit: 'MONTHLY',
    limitAmount: '400',
    limitUnit: 'USD',
    costFilters: [{ name: 'TagKeyValue', values: ['user:stack$dev'] }],
    notifications: [
      { ...told, notificationType: 'ACTUAL', threshold: 80 },
      { ...told, notificationType: 'ACTUAL', threshold: 100 },
      { ...told, notificationType: 'FORECASTED', threshold: 100 },
    ],
  });
  expect(dependsOn).toContain(one('TopicPolicy').urn);
});

test('the policy pack has nothing to say', async () => {
  expect(await faults(policies, ...recording.resources)).toEqual([]);
});

test('more addresses than AWS Budgets mails to are refused', async () => {
  const adminEmails = Array.from({ length: 11 }, (_, number) => `ops-${number}@acme.com`);
  await expect(recordAlerts({ adminEmails })).rejects.toThrow('at most 10 addresses, not 11');
  await expect(recordAlerts({ adminEmails: adminEmails.slice(1) })).resolves.toBeDefined();
});

test('alarms are mailed where no channel hears them', async () => {
  const mailed = ({ resources }: typeof recording) =>
    resources
      .filter(({ type }) => type.endsWith(':TopicSubscription'))
      .map(({ inputs }) => [inputs.topic, inputs.protocol, inputs.endpoint]);
  expect(mailed(recording)).toEqual([]);
  expect(mailed(await recordAlerts({ mailsAlarms: true }))).toEqual(
    args.adminEmails.map((address) => [topicArn, 'email', address]),
  );
});
