import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import { functionEntry } from '@tidecast/platform/events/function-entry';
import { liveFunctionSeconds, streamEvents } from '@tidecast/platform/events/live';
import { bundleFunction } from '../lambda/bundle.ts';
import { type RecordedResource, record } from '../recording/recorder.ts';
import { expectRoomInNames, expectWholeInPreview } from '../test/fit-for-aws.ts';
import { Live } from './Live.ts';
import {
  eventsPolicy,
  httpPolicy,
  type LiveResources,
  reconcilePolicy,
  reviewPolicy,
} from './live-policies.ts';

const account = '123456789012';
const arn = (service: string, resource: string) =>
  `arn:aws:${service}:ap-northeast-2:${account}:${resource}`;
const topic = arn('sns', 'alerts');
/** As long as `createStack` makes it for the longest name of a stack. */
const name = 'tidecast-twelve-chars-live';

const program = () => {
  const table = (of: string) => new aws.dynamodb.Table(of, { attributes: [] });
  const live = new Live(name, {
    stackName: 'tidecast-dev',
    siteOrigin: 'https://video.acme.com',
    blockedWords: ['low tide', '스포일러'],
    channelsTable: table('channels'),
    videosTable: table('videos'),
    expiringTable: table('expiring'),
    recordingsBucket: new aws.s3.Bucket('recordings'),
    mediaBucket: new aws.s3.Bucket('media'),
    userPoolId: 'ap-northeast-2_POOL',
    userPoolClientId: 'client',
    alertTopicArn: topic,
    alertKeyArn: arn('kms', 'key/1'),
    logRetentionDays: 14,
  });
  return { apiDomain: live.apiDomain };
};

const made = await record(program);
const ofType = (type: string) => made.resources.filter((it) => it.type.endsWith(`:${type}`));

function one(type: string, suffix: string): RecordedResource {
  const found = ofType(type).filter(
    (it) => it.name === (suffix === '' ? name : `${name}-${suffix}`),
  );
  const [resource] = found;
  if (!resource || found.length > 1) throw new Error(`${found.length} of ${type} ${suffix}`);
  return resource;
}

const json = (text: unknown) => JSON.parse(String(text));
const functions = ['http', 'authorizer', 'events', 'review', 'reconcile'] as const;
const functionArn = (which: string) => arn('lambda', `function:${name}-${which}`);
const invokeArn = (which: string) =>
  `arn:aws:apigateway:ap-northeast-2:lambda:path/2015-03-31/functions/${functionArn(which)}/invocations`;
const deadLetters = arn('sqs', `${name}-stream-events-dead-letters`);

const resources: LiveResources = {
  partition: 'aws',
  region: 'ap-northeast-2',
  accountId: account,
  channelsTableArn: arn('dynamodb', 'table/channels'),
  videosTableArn: arn('dynamodb', 'table/videos'),
  expiringTableArn: arn('dynamodb', 'table/expiring'),
  recordingsBucketArn: 'arn:aws:s3:::recordings',
  mediaBucketArn: 'arn:aws:s3:::media',
  alertTopicArn: topic,
  alertKeyArn: arn('kms', 'key/1'),
};

describe('each function', () => {
  test.each(functions)('%s is the bundle of its module, with the time it may take', (which) => {
    const { inputs } = one('Function', which);
    expect(inputs.timeout).toBe(liveFunctionSeconds[which]);
    const { archive } = inputs.code as { archive: Record<string, { asset: string }> };
    const digests = Object.entries(bundleFunction(functionEntry('live', which))).map(
      ([file, text]) => [file, { asset: createHash('sha256').update(text).digest('hex') }],
    );
    expect(archive).toMatchObject(Object.fromEntries(digests));
  });

  test.each(functions)('%s is told all it reads', (which) => {
    const { environment } = one('Function', which).inputs as { environment: { variables: object } };
    expect(environment.variables).toEqual({
      CHANNELS_TABLE: 'channels',
      VIDEOS_TABLE: 'videos',
      EXPIRING_TABLE: 'expiring',
      RECORDINGS_BUCKET: 'recordings',
      MEDIA_BUCKET: 'media',
      USER_POOL_ID: 'ap-northeast-2_POOL',
      USER_POOL_CLIENT_ID: 'client',
      PUBLIC_ORIGIN: 'https://video.acme.com',
      RECORDING_CONFIGURATION_ARN: one('RecordingConfiguration', 'recording').id,
      LIVE_CHAT_ENDPOINT: 'wss://edge.ivschat.ap-northeast-2.amazonaws.com',
      STACK_NAME: 'tidecast-dev',
      ALERT_TOPIC_ARN: topic,
      NODE_OPTIONS: '--enable-source-maps',
      ...(which === 'review'
        ? { LIVE_BLOCKED_WORDS: 'low tide,스포일러' }
        : { REVIEW_FUNCTION_ARN: functionArn('review') }),
    });
  });

  test.each([
    ['http', httpPolicy(resources)],
    ['events', eventsPolicy({ ...resources, deadLetterQueueArn: deadLetters })],
    ['review', reviewPolicy(resources)],
    ['reconcile', reconcilePolicy(resources)],
  ] as const)('%s may do what its code calls on what the stack has', (which, policy) => {
    const own = one('RolePolicy', `${which}-policy`);
    expect(own.inputs.role).toBe(one('Role', `${which}-role`).id);
    expect(json(own.inputs.policy)).toEqual(JSON.parse(JSON.stringify(policy)));
  });

  test('the authorizer may do nothing in AWS but write its log', () => {
    const held = ofType('RolePolicy').filter(
      ({ inputs }) => inputs.role === one('Role', 'authorizer-role').id,
    );
    expect(held.map(({ name: of }) => of)).toEqual([`${name}-authorizer-logs-policy`]);
  });
});

describe('the API', () => {
  const api = one('Api', 'api');
  const executionArn = arn('execute-api', api.id);

  test('hands every request to the function, in the newer format', () => {
    expect(api.inputs).toMatchObject({ protocolType: 'HTTP' });
    expect(one('Integration', 'api-integration').inputs).toMatchObject({
      apiId: api.id,
      integrationType: 'AWS_PROXY',
      integrationUri: invokeArn('http'),
      payloadFormatVersion: '2.0',
    });
    expect(ofType('Route')).toHaveLength(1);
    expect(one('Route', 'api-route').inputs).toMatchObject({
      apiId: api.id,
      routeKey: 'ANY /api/live/{proxy+}',
      target: `integrations/${one('Integration', 'api-integration').id}`,
    });
  });

  test('asks the authorizer about each, signed in or not, and remembers nothing', () => {
    const authorizer = one('Authorizer', 'api-authorizer');
    expect(authorizer.inputs).toEqual(
      expect.objectContaining({
        apiId: api.id,
        authorizerType: 'REQUEST',
        authorizerUri: invokeArn('authorizer'),
        authorizerPayloadFormatVersion: '2.0',
        authorizerResultTtlInSeconds: 0,
        enableSimpleResponses: true,
      }),
    );
    expect(authorizer.inputs.identitySources).toBeUndefined();
    expect(one('Route', 'api-route').inputs).toMatchObject({
      authorizationType: 'CUSTOM',
      authorizerId: authorizer.id,
    });
  });

  test('may call its two functions, for its route and its authorizer', () => {
    const common = { action: 'lambda:InvokeFunction', principal: 'apigateway.amazonaws.com' };
    expect(one('Permission', 'api-http-permission').inputs).toEqual({
      ...common,
      function: `${name}-http`,
      sourceArn: `${executionArn}/*/*/api/live/{proxy+}`,
    });
    expect(one('Permission', 'api-authorizer-permission').inputs).toEqual({
      ...common,
      function: `${name}-authorizer`,
      sourceArn: `${executionArn}/authorizers/${one('Authorizer', 'api-authorizer').id}`,
    });
  });

  test('is reached at the root, within limits, and logs who asked for what', () => {
    const stage = one('Stage', 'api-stage');
    const log = one('LogGroup', 'api-access-log');
    expect(stage.inputs).toMatchObject({
      apiId: api.id,
      name: '$default',
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: 1000, throttlingBurstLimit: 500 },
      accessLogSettings: { destinationArn: arn('logs', `log-group:${log.id}`) },
    });
    expect(log.inputs).toMatchObject({
      name: `/aws/vendedlogs/${name}-api`,
      retentionInDays: 14,
    });
    const { format } = stage.inputs.accessLogSettings as { format: string };
    expect(format).not.toContain('\n');
    expect(Object.keys(json(format))).toEqual(expect.arrayContaining(['ip', 'path', 'status']));
    expect(format).not.toMatch(/queryString|header|cookie|requestOverride/i);
  });

  test('is known to the distribution by its host', () => {
    expect(made.outputs.apiDomain).toBe(`${api.id}.execute-api.ap-northeast-2.amazonaws.com`);
  });
});

test('IVS records to the bucket, with thumbnails, and goes on after a short break', () => {
  expect(one('RecordingConfiguration', 'recording').inputs).toEqual({
    destinationConfiguration: { s3: { bucketName: 'recordings' } },
    recordingReconnectWindowSeconds: 60,
    thumbnailConfiguration: { recordingMode: 'INTERVAL', targetIntervalSeconds: 10 },
  });
});

test('chat rooms of this account, and nobody else, have messages reviewed', () => {
  expect(one('Permission', 'review-permission').inputs).toEqual({
    function: `${name}-review`,
    action: 'lambda:InvokeFunction',
    principal: 'ivschat.amazonaws.com',
    sourceArn: arn('ivschat', 'room/*'),
    sourceAccount: account,
  });
});

test('between messages the review is called for nothing', () => {
  expect(one('EventTarget', 'review-warm-up-target').inputs.arn).toBe(functionArn('review'));
  const invocations = one('FunctionEventInvokeConfig', 'review-warm-up-invocations');
  expect(invocations.inputs.functionName).toBe(`${name}-review`);
});

describe('the events of IVS', () => {
  const rule = one('EventRule', 'stream-events-rule');

  test('are those that the local cloud hears, too', () => {
    expect(json(rule.inputs.eventPattern)).toEqual(streamEvents);
  });

  test('reach the function once they may, and the dead letters if they cannot', () => {
    const permission = one('Permission', 'stream-events-permission');
    expect(permission.inputs).toEqual({
      function: `${name}-events`,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: arn('events', `rule/${rule.name}`),
    });
    const target = one('EventTarget', 'stream-events-target');
    expect(target.inputs).toMatchObject({
      arn: functionArn('events'),
      deadLetterConfig: { arn: deadLetters },
      retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 185 },
    });
    expect(target.dependsOn).toEqual(
      expect.arrayContaining([
        permission.urn,
        one('QueuePolicy', 'stream-events-dead-letters-policy').urn,
      ]),
    );
  });

  test('are tried three times by the function, and then are dead letters that alarm', () => {
    const invocations = one('FunctionEventInvokeConfig', 'stream-events-invocations');
    expect(invocations.inputs).toEqual({
      functionName: `${name}-events`,
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 3600,
      destinationConfig: { onFailure: { destination: deadLetters } },
    });
    expect(invocations.dependsOn).toContain(one('RolePolicy', 'events-policy').urn);
    expect(one('MetricAlarm', 'stream-events-dead-letters-alarm').inputs).toMatchObject({
      dimensions: { QueueName: `${name}-stream-events-dead-letters` },
      alarmActions: [topic],
    });
  });
});

test('the schedule starts the reconciler', () => {
  expect(one('Schedule', 'schedule').inputs.target).toMatchObject({
    arn: functionArn('reconcile'),
  });
});

describe('alarms', () => {
  const alarms = ofType('MetricAlarm').map(({ inputs }) => inputs);
  const dimension = (alarm: Record<string, unknown>) =>
    Object.values(alarm.dimensions as object)[0];

  test('watch the API, every function and all dead letters', () => {
    const watched = alarms.map((alarm) => [alarm.metricName, dimension(alarm)]);
    expect(watched.sort()).toEqual(
      [
        ['5xx', one('Api', 'api').id],
        ['MessageRefused', 'unavailable'],
        ['RowUnreadable', 'live-http'],
        ['RowUnreadable', 'live-reconcile'],
        ...['stream-events', 'schedule'].map((it) => [
          'ApproximateNumberOfMessagesVisible',
          `${name}-${it}-dead-letters`,
        ]),
        ...functions.flatMap((which) =>
          ['Errors', 'Throttles'].map((metric) => [metric, `${name}-${which}`]),
        ),
      ].sort(),
    );
  });

  test('tell messages that no review was in time for from those that break a rule', () => {
    expect(one('MetricAlarm', 'review-late').inputs).toMatchObject({
      namespace: 'Tidecast',
      dimensions: { service: 'live-review', stack: 'tidecast-dev', reason: 'unavailable' },
      statistic: 'Sum',
      alarmDescription: expect.stringContaining('docs/runbooks/live-messages-not-reviewed.md'),
    });
  });

  test('notify the topic, and say what to look at', () => {
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        alarmActions: [topic],
        okActions: [topic],
        alarmDescription: expect.stringMatching(/Look at|Look for|read one/),
      });
      expect(alarm.alarmDescription).toContain(String(dimension(alarm)));
      expect(String(alarm.alarmDescription).length).toBeLessThanOrEqual(1024);
    }
  });
});

test('names leave room for the eight characters of Pulumi', () => {
  expectRoomInNames(made.resources);
});

test('nothing that AWS reads has a hole in it, and a preview registers the same', async () => {
  await expectWholeInPreview(() => void program(), made.resources);
});
