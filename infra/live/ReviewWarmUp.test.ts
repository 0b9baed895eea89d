import { expect, test } from '@jest/globals';
import { reviewWarmUp } from '@tidecast/platform/events/live';
import { type RecordedResource, record } from '../recording/recorder.ts';
import { ReviewWarmUp } from './ReviewWarmUp.ts';

const functionArn = 'arn:aws:lambda:ap-northeast-2:123456789012:function:review';
const { resources } = await record(() => {
  new ReviewWarmUp('dev', { functionArn, functionName: 'review' });
});

function one(type: string): RecordedResource {
  const [found, ...more] = resources.filter((resource) => resource.type.endsWith(`:${type}`));
  if (!found || more.length > 0) throw new Error(`not one ${type}`);
  return found;
}

test('the review is called for nothing every four minutes, once the rule may', () => {
  const rule = one('EventRule');
  expect(rule.inputs.scheduleExpression).toBe('rate(4 minutes)');
  expect(rule.inputs.eventPattern).toBeUndefined();
  expect(one('Permission').inputs).toEqual({
    function: 'review',
    action: 'lambda:InvokeFunction',
    principal: 'events.amazonaws.com',
    sourceArn: `arn:aws:events:ap-northeast-2:123456789012:rule/${rule.name}`,
  });
  const { inputs, dependsOn } = one('EventTarget');
  expect(inputs).toEqual({
    rule: rule.name,
    arn: functionArn,
    input: JSON.stringify(reviewWarmUp),
    retryPolicy: { maximumEventAgeInSeconds: 240, maximumRetryAttempts: 0 },
  });
  expect(dependsOn).toContain(one('Permission').urn);
});

test('a call that fails is left to the next', () => {
  expect(one('FunctionEventInvokeConfig').inputs).toEqual({
    functionName: 'review',
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: 240,
  });
});
