import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import { functionEntry } from '@tidecast/platform/events/function-entry';
import { encodeEvents, functionSeconds, uploadEvents } from '@tidecast/platform/events/video';
import { bundleFunction } from '../lambda/bundle.ts';
import { type RecordedResource, record } from '../recording/recorder.ts';
import { expectRoomInNames, expectWholeInPreview } from '../test/fit-for-aws.ts';
import { reconcilePolicy, submitPolicy, trackPolicy } from './policies.ts';
import { Transcoding } from './Transcoding.ts';

const stackName = 'tidecast-dev';
const topic = 'arn:aws:sns:ap-northeast-2:123456789012:alerts';
const alertKeyArn = 'arn:aws:kms:ap-northeast-2:123456789012:key/1';
const distributionArn = 'arn:aws:cloudfront::123456789012:distribution/EDGE';
/** As long as `createStack` makes it for the longest name of a stack. */
const name = 'tidecast-twelve-chars-transcoding';
const encoderRoleArn = `arn:aws:iam::123456789012:role/${name}-encoder-role`;

const program = () => {
  const transcoding = new Transcoding(name, {
    stackName,
    sourceBucket: new aws.s3.Bucket('source'),
    mediaBucket: new aws.s3.Bucket('media'),
    videosTable: new aws.dynamodb.Table('videos', { attributes: [] }),
    expiringTable: new aws.dynamodb.Table('expiring', { attributes: [] }),
    distributionId: 'EDGE',
    distributionArn,
    dailyEncodeMinutes: 90,
    alertTopicArn: topic,
    alertKeyArn,
    logRetentionDays: 14,
  });
  const { submitQueueArn, submitQueueUrl, submitQueueName, trackQueueName, mediaConvertQueueArn } =
    transcoding;
  return { submitQueueArn, submitQueueUrl, submitQueueName, trackQueueName, mediaConvertQueueArn };
};

const made = await record(program);
const ofType = (type: string) => made.resources.filter((it) => it.type.endsWith(`:${type}`));

function one(type: string, suffix: string): RecordedResource {
  const found = ofType(type).filter((it) => it.name === `${name}-${suffix}`);
  const [resource] = found;
  if (!resource || found.length > 1) throw new Error(`${found.length} of ${type} ${suffix}`);
  return resource;
}

const json = (text: unknown) => JSON.parse(String(text));
const arn = (service: string, resource: string) =>
  `arn:aws:${service}:ap-northeast-2:123456789012:${resource}`;
const arnOf = ({ id }: RecordedResource) => arn('sqs', id.split('/').at(-1) ?? '');
const functions = ['submit', 'track', 'reconcile'] as const;
const queues = ['submit', 'track'] as const;

describe('each function', () => {
  test.each(functions)('%s is the bundle of its module, on Node 24 and arm64', (which) => {
    const { inputs } = one('Function', which);
    expect(inputs).toMatchObject({
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      timeout: functionSeconds[which],
      memorySize: 512,
      loggingConfig: {
        logFormat: 'JSON',
        logGroup: `${name}-${which}-logs`,
      },
    });
    const { archive } = inputs.code as { archive: Record<string, { asset: string }> };
    const bundle = bundleFunction(functionEntry('transcoder', which));
    expect(
      Object.fromEntries(Object.entries(archive).map(([file, { asset }]) => [file, asset])),
    ).toEqual(
      Object.fromEntries(
        Object.entries(bundle).map(([file, text]) => [
          file,
          createHash('sha256').update(text).digest('hex'),
        ]),
      ),
    );
    const [file, handler] = String(inputs.handler).split('.');
    expect(Object.keys(archive)).toContain(`${file}.mjs`);
    expect(bundle[`${file}.mjs`]).toMatch(new RegExp(`export\\{[^}]*\\b${handler}\\b[^}]*\\}`));
  });

  test.each(functions)('%s is told all it reads', (which) => {
    const { environment } = one('Function', which).inputs as { environment: { variables: object } };
    expect(environment.variables).toEqual({
      VIDEOS_TABLE: 'videos',
      EXPIRING_TABLE: 'expiring',
      SOURCE_BUCKET: 'source',
      MEDIA_BUCKET: 'media',
      CLOUDFRONT_DISTRIBUTION_ID: 'EDGE',
      MEDIACONVERT_QUEUE_ARN: made.outputs.mediaConvertQueueArn,
      MEDIACONVERT_ROLE_ARN: encoderRoleArn,
      STACK_NAME: stackName,
      DAILY_ENCODE_MINUTES: '90',
      ALERT_TOPIC_ARN: topic,
      NODE_OPTIONS: '--enable-source-maps',
    });
  });

  test.each(functions)('%s waits for its role to be allowed what it needs', (which) => {
    const { dependsOn } = one('Function', which);
    for (const suffix of ['policy', 'logs-policy'])
      expect(dependsOn).toContain(one('RolePolicy', `${which}-${suffix}`).urn);
  });

  test.each([
    ['submit', submitPolicy],
    ['track', trackPolicy],
    ['reconcile', reconcilePolicy],
  ] as const)(
    '%s may do what its code calls on what the stack has, and write its logs',
    (which, policyOf) => {
      const arns = {
        videosTableArn: arn('dynamodb', 'table/videos'),
        expiringTableArn: arn('dynamodb', 'table/expiring'),
        sourceBucketArn: 'arn:aws:s3:::source',
        mediaBucketArn: 'arn:aws:s3:::media',
        distributionArn,
        encoderQueueArn: arn('mediaconvert', `queues/${name}-encoder-queue`),
        encoderRoleArn,
        submitQueueArn: arn('sqs', `${name}-submit-queue`),
        trackQueueArn: arn('sqs', `${name}-track-queue`),
        alertTopicArn: topic,
        alertKeyArn,
      };
      const role = one('Role', `${which}-role`);
      const own = one('RolePolicy', `${which}-policy`);
      const logs = one('RolePolicy', `${which}-logs-policy`);
      const all = ofType('RolePolicy').filter(({ inputs }) => inputs.role === role.id);
      expect(all.map(({ urn }) => urn).sort()).toEqual([own.urn, logs.urn].sort());
      expect(json(own.inputs.policy)).toEqual(JSON.parse(JSON.stringify(policyOf(arns))));
      expect(json(logs.inputs.policy).Statement).toEqual([
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: [arn('logs', `log-group:${name}-${which}-logs:*`)],
        },
      ]);
      expect(json(role.inputs.assumeRolePolicy).Statement).toEqual([
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: ['sts:AssumeRole'],
        },
      ]);
    },
  );

  test('keeps its logs for as long as asked', () => {
    expect(ofType('LogGroup').map(({ inputs }) => inputs.retentionInDays)).toEqual([14, 14, 14]);
  });
});

describe('the queues', () => {
  test.each(queues)('%s hides a message six times as long as its function may take', (which) => {
    const { inputs } = one('Queue', `${which}-queue`);
    expect(inputs.visibilityTimeoutSeconds).toBe(6 * Number(one('Function', which).inputs.timeout));
    expect(inputs.sqsManagedSseEnabled).toBe(true);
  });

  test.each(queues)('%s gives up after five attempts, to dead letters of its own', (which) => {
    const queue = one('Queue', `${which}-queue`);
    const deadLetters = one('Queue', `${which}-queue-dead-letters`);
    expect(json(queue.inputs.redrivePolicy)).toEqual({
      deadLetterTargetArn: arnOf(deadLetters),
      maxReceiveCount: 5,
    });
    expect(one('RedriveAllowPolicy', `${which}-queue-redrive`).inputs).toMatchObject({
      queueUrl: deadLetters.id,
      redriveAllowPolicy: JSON.stringify({
        redrivePermission: 'byQueue',
        sourceQueueArns: [arnOf(queue)],
      }),
    });
    expect(deadLetters.inputs).toEqual({
      messageRetentionSeconds: 1_209_600,
      sqsManagedSseEnabled: true,
    });
  });

  test.each(queues)('%s and its dead letters take messages from their rule, over TLS', (which) => {
    const ruleArn = `arn:aws:events:ap-northeast-2:123456789012:rule/${name}-${which}-queue-rule`;
    for (const suffix of [`${which}-queue`, `${which}-queue-dead-letters`]) {
      const queue = one('Queue', suffix);
      const { inputs } = one('QueuePolicy', `${suffix}-policy`);
      expect(inputs.queueUrl).toBe(queue.id);
      expect(json(inputs.policy)).toEqual({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: ['sqs:SendMessage'],
            Resource: [arnOf(queue)],
            Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
          },
          {
            Sid: 'DenyInsecureTransport',
            Effect: 'Deny',
            Principal: '*',
            Action: ['sqs:*'],
            Resource: [arnOf(queue)],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      });
    }
  });

  test.each(queues)('%s is filled by its rule once the rule may, and read in batches', (which) => {
    const queue = one('Queue', `${which}-queue`);
    const target = one('EventTarget', `${which}-queue-target`);
    expect(target.inputs).toMatchObject({
      arn: arnOf(queue),
      deadLetterConfig: { arn: arnOf(one('Queue', `${which}-queue-dead-letters`)) },
      retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 185 },
    });
    expect(target.dependsOn).toEqual(
      expect.arrayContaining([
        one('QueuePolicy', `${which}-queue-policy`).urn,
        one('QueuePolicy', `${which}-queue-dead-letters-policy`).urn,
      ]),
    );
    expect(one('EventSourceMapping', `${which}-mapping`).inputs).toEqual({
      eventSourceArn: arnOf(queue),
      functionName: `arn:aws:lambda:ap-northeast-2:123456789012:function:${name}-${which}`,
      batchSize: 10,
      maximumBatchingWindowInSeconds: 0,
      functionResponseTypes: ['ReportBatchItemFailures'],
      scalingConfig: { maximumConcurrency: expect.any(Number) },
    });
  });

  test('are told to whoever sends to them or draws them', () => {
    const queue = one('Queue', 'submit-queue');
    expect(made.outputs).toEqual({
      submitQueueArn: arnOf(queue),
      submitQueueUrl: queue.id,
      submitQueueName: `${name}-submit-queue`,
      trackQueueName: `${name}-track-queue`,
      mediaConvertQueueArn: `arn:aws:mediaconvert:ap-northeast-2:123456789012:queues/${name}-encoder-queue`,
    });
  });
});

test('the rules hear of whole uploads to this bucket and of this stack’s encodes', () => {
  const pattern = (which: string) =>
    json(one('EventRule', `${which}-queue-rule`).inputs.eventPattern);
  const queueArn = String(made.outputs.mediaConvertQueueArn);
  expect(pattern('submit')).toEqual(uploadEvents('source'));
  expect(pattern('track')).toEqual(encodeEvents({ queueArn, stackName }));
});

test('the schedule starts the reconciler', () => {
  expect(one('Schedule', 'schedule').inputs.target).toMatchObject({
    arn: arn('lambda', `function:${name}-reconcile`),
  });
  expect(one('FunctionEventInvokeConfig', 'schedule-invocations').inputs.functionName).toBe(
    `${name}-reconcile`,
  );
});

describe('alarms', () => {
  const alarms = ofType('MetricAlarm').map(({ inputs }) => inputs);
  const dimension = (alarm: Record<string, unknown>) =>
    Object.values(alarm.dimensions as object)[0];

  test('watch every queue and every function', () => {
    const watched = alarms.map((alarm) => [alarm.metricName, dimension(alarm)]);
    const deadLetters = ['submit-queue', 'track-queue', 'schedule'].map(
      (it) => `${name}-${it}-dead-letters`,
    );
    expect(watched.sort()).toEqual(
      [
        ...deadLetters.map((queue) => ['ApproximateNumberOfMessagesVisible', queue]),
        ['RowUnreadable', 'reconcile'],
        ...queues.map((which) => ['ApproximateAgeOfOldestMessage', `${name}-${which}-queue`]),
        ...functions.flatMap((which) =>
          ['Errors', 'Throttles'].map((metric) => [metric, `${name}-${which}`]),
        ),
      ].sort(),
    );
  });

  test('tell the topic of their beginning and end, and what to look at', () => {
    for (const alarm of alarms) {
      expect(alarm).toMatchObject({
        alarmActions: [topic],
        okActions: [topic],
        treatMissingData: 'notBreaching',
        alarmDescription: expect.stringMatching(/Look at|Look for|read one/),
      });
      expect(alarm.alarmDescription).toContain(String(dimension(alarm)));
      expect(String(alarm.alarmDescription).length).toBeLessThanOrEqual(1024);
    }
  });
});

test('the queue of the encoder is on demand and open', () => {
  expect(one('Queue', 'encoder-queue').inputs).toMatchObject({
    pricingPlan: 'ON_DEMAND',
    status: 'ACTIVE',
  });
});

test('names leave room for the eight characters of Pulumi', () => {
  expectRoomInNames(made.resources);
});

test('nothing that AWS reads has a hole in it, and a preview registers the same', async () => {
  await expectWholeInPreview(() => void program(), made.resources);
});
