import { expect, test } from '@jest/globals';
import { recordStack } from '../../../infra/recording/recordings.ts';
import { readFunctions, readSite, type StackResource } from './stack-resources.ts';

const files = { 'index.mjs': '' };

async function resources(stack: 'dev' | 'prod'): Promise<readonly StackResource[]> {
  return (await recordStack(stack, { preview: false })).resources;
}

test.each(['dev', 'prod'] as const)('reads what runs in Lambda in stack %s', async (stack) => {
  const all = await resources(stack);
  const name = `tidecast-${stack}`;
  const { functions, mappings, rules, schedules, subscriptions, httpApi } = readFunctions(
    all,
    () => files,
  );
  const own = new Set(functions.map((one) => one.name));
  expect([...own].map((one) => one.slice(name.length + 1)).sort()).toEqual([
    ...['live-authorizer', 'live-events', 'live-http', 'live-reconcile', 'live-review'],
    'notifier-notify',
    ...['transcoding-reconcile', 'transcoding-submit', 'transcoding-track'],
  ]);
  expect(functions.find((one) => one.name === `${name}-transcoding-submit`)).toMatchObject({
    files,
    handler: 'index.handler',
    environment: { STACK_NAME: name, SOURCE_BUCKET: `${name}-storage-source` },
  });
  expect(functions.find((one) => one.name === `${name}-notifier-notify`)).toMatchObject({
    attempts: 3,
    deadLetterQueue: `${name}-notifier-dead-letters`,
  });
  expect(mappings).toEqual([
    {
      queue: `${name}-transcoding-submit-queue`,
      function: `${name}-transcoding-submit`,
      ...{ batchSize: 10, windowSeconds: 0, reportsFailures: true, concurrency: 2 },
    },
    expect.objectContaining({ queue: `${name}-transcoding-track-queue`, concurrency: 5 }),
  ]);
  expect(rules.map(({ target }) => target)).toEqual(
    expect.arrayContaining([
      { queue: `${name}-transcoding-submit-queue` },
      { queue: `${name}-transcoding-track-queue` },
      { function: `${name}-live-events` },
    ]),
  );
  expect(schedules.map((one) => [one.function, one.everySeconds, one.input])).toEqual(
    expect.arrayContaining([
      [`${name}-transcoding-reconcile`, 300, {}],
      [`${name}-live-reconcile`, 300, {}],
      [`${name}-live-review`, 240, { warmUp: true }],
    ]),
  );
  expect(subscriptions.map((one) => one.function)).toEqual([`${name}-notifier-notify`]);
  expect(httpApi).toEqual({
    routeKey: 'ANY /api/live/{proxy+}',
    integration: `${name}-live-http`,
    authorizer: `${name}-live-authorizer`,
  });
  // Whoever is called is there.
  const called = [...mappings, ...schedules, ...subscriptions].map((one) => one.function);
  expect(called.filter((one) => !own.has(one))).toEqual([]);
});

test('reads what the distribution serves, and whom it trusts', async () => {
  const all = await resources('dev');
  const site = readSite(all);
  expect(site).toEqual({
    origin: 'https://video.acme.com',
    distributionId: expect.stringMatching(/^E/),
    webBucket: 'tidecast-dev-storage-web',
    mediaBucket: 'tidecast-dev-storage-media',
    keyPairId: expect.stringMatching(/^K/),
    publicKey: expect.stringContaining('BEGIN PUBLIC KEY'),
  });
  const without = (type: string) => all.filter((resource) => !resource.type.includes(type));
  expect(() => readSite(without('cloudfront/publicKey'))).toThrow('the distribution trusts no key');
  expect(() => readSite(without('cloudfront/distribution'))).toThrow(
    'the stack has no distribution',
  );
});

test('says what it cannot run', async () => {
  const all = await resources('dev');
  const changed = (type: string, inputs: object) =>
    all.map((one) => (one.type === type ? { ...one, inputs: { ...one.inputs, ...inputs } } : one));
  const read = (of: readonly StackResource[]) => () => readFunctions(of, () => files);
  const schedule = { scheduleExpression: 'cron(0 0 * * ? *)' };
  expect(read(changed('aws:scheduler/schedule:Schedule', schedule))).toThrow(
    'cron(0 0 * * ? *) is no rate in minutes',
  );
  const target = { arn: 'arn:aws:states:ap-northeast-2:123456789012:stateMachine:other' };
  expect(read(changed('aws:cloudwatch/eventTarget:EventTarget', target))).toThrow(
    'is neither a queue nor a function',
  );
});
