import { expect, test } from '@jest/globals';
import { type RecordedResource, record } from '../recording/recorder.ts';
import { ReconcileSchedule } from './ReconcileSchedule.ts';
import { schedulerPolicy, schedulerTrust } from './schedule-policies.ts';

const functionArn = 'arn:aws:lambda:ap-northeast-2:123456789012:function:reconcile';
const { resources } = await record(() => {
  new ReconcileSchedule('dev', {
    schedule: { everySeconds: 300, event: {} },
    functionArn,
    functionName: 'reconcile',
    settles: 'what has stopped moving',
    alertTopicArn: 'arn:aws:sns:ap-northeast-2:123456789012:alerts',
  });
});

function one(type: string): RecordedResource {
  const [found, ...more] = resources.filter((resource) => resource.type.endsWith(`:${type}`));
  if (!found || more.length > 0) throw new Error(`not one ${type}`);
  return found;
}

const json = (text: unknown) => JSON.parse(String(text));
const deadLettersArn = 'arn:aws:sqs:ap-northeast-2:123456789012:dev-dead-letters';

test('the function is started every five minutes, and somebody hears when it cannot be', () => {
  expect(one('Schedule').inputs).toMatchObject({
    description: 'Settles what has stopped moving',
    scheduleExpression: 'rate(5 minutes)',
    flexibleTimeWindow: { mode: 'OFF' },
    groupName: 'dev-group',
    target: {
      arn: functionArn,
      roleArn: 'arn:aws:iam::123456789012:role/dev-role',
      input: '{}',
      retryPolicy: { maximumEventAgeInSeconds: 300, maximumRetryAttempts: 2 },
      deadLetterConfig: { arn: deadLettersArn },
    },
  });
  expect(one('Schedule').dependsOn).toContain(one('RolePolicy').urn);
});

test('a run that failed is left to the next', () => {
  expect(one('FunctionEventInvokeConfig').inputs).toEqual({
    functionName: 'reconcile',
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: 300,
  });
});

test('its role is taken for its group alone, and may do these two things', () => {
  expect(json(one('Role').inputs.assumeRolePolicy).Statement[0].Condition).toEqual({
    StringEquals: { 'aws:SourceAccount': '123456789012' },
    ArnEquals: {
      'aws:SourceArn': 'arn:aws:scheduler:ap-northeast-2:123456789012:schedule-group/dev-group',
    },
  });
  expect(json(one('RolePolicy').inputs.policy).Statement).toEqual([
    { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [functionArn] },
    { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [deadLettersArn] },
  ]);
});

test('its dead letters come from nobody else, and no queue redrives to them', () => {
  const { Statement } = json(one('QueuePolicy').inputs.policy);
  expect(Statement.map(({ Effect }: { Effect: string }) => Effect)).toEqual(['Deny']);
  expect(json(one('RedriveAllowPolicy').inputs.redriveAllowPolicy)).toEqual({
    redrivePermission: 'denyAll',
  });
});

test('the scheduler takes its role for one group, to call one function and tell of failures', () => {
  const group = 'arn:aws:scheduler:ap-northeast-2:123456789012:schedule-group/own';
  expect(schedulerTrust(group, '123456789012').Statement).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'scheduler.amazonaws.com' },
      Action: ['sts:AssumeRole'],
      Condition: {
        StringEquals: { 'aws:SourceAccount': '123456789012' },
        ArnEquals: { 'aws:SourceArn': group },
      },
    },
  ]);
  expect(schedulerPolicy(functionArn, deadLettersArn).Statement).toEqual([
    { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [functionArn] },
    { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: [deadLettersArn] },
  ]);
});
