import { beforeAll, describe, expect, test } from '@jest/globals';
import { rateOf, type Schedule, schedules } from '@tidecast/platform/events/schedules';
import type { RecordedResource, Recording } from './recording/recorder.ts';
import { recordStack, type StackName } from './recording/recordings.ts';

/** What a schedule calls, and with what. */
function asTarget(recorded: unknown): { readonly arn: string; readonly input: string } {
  const { arn, input } = recorded as Readonly<Record<'arn' | 'input', unknown>>;
  return { arn: String(arn), input: String(input) };
}

const runs: readonly [stack: StackName, preview: boolean][] = [
  ['dev', false],
  ['dev', true],
  ['prod', false],
  ['prod', true],
];

describe.each(runs)('the %s stack (preview: %s)', (stack, preview) => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await recordStack(stack, { preview });
  });

  test('registers every resource once', () => {
    const urns = recording.resources.map(({ urn }) => urn);
    expect(urns.length).toBeGreaterThan(150);
    expect(urns.filter((urn, index) => urns.indexOf(urn) !== index)).toEqual([]);
  });

  test('hangs every resource on a chain of components that ends at the stack', () => {
    const byUrn = new Map(recording.resources.map((resource) => [resource.urn, resource]));
    const chain = (resource: RecordedResource): string[] => {
      const parent = byUrn.get(resource.parent ?? '');
      return parent ? [parent.type, ...chain(parent)] : [];
    };
    const orphans = recording.resources.filter((resource) => {
      if (resource.type === 'pulumi:pulumi:Stack') return false;
      if (resource.type.startsWith('pulumi:providers:')) return false;
      return chain(resource).at(-1) !== 'pulumi:pulumi:Stack';
    });
    expect(orphans.map(({ name }) => name)).toEqual([]);
  });

  test('names every resource after the stack', () => {
    const strange = recording.resources.filter(
      ({ name, type }) => type !== 'pulumi:pulumi:Stack' && !name.startsWith(`tidecast-${stack}`),
    );
    expect(strange.map(({ name }) => name)).toEqual([]);
  });

  test('makes everything of AWS through the one provider that tags it', () => {
    const [provider, ...others] = recording.resources.filter(
      ({ type }) => type === 'pulumi:providers:aws',
    );
    expect(others).toEqual([]);
    const tags = JSON.parse(String(provider?.inputs.defaultTags)).tags;
    expect(tags).toEqual({ project: 'tidecast', stack, 'managed-by': 'pulumi' });
    const untagged = recording.resources.filter(
      (resource) =>
        resource.custom &&
        resource.type.startsWith('aws:') &&
        !resource.provider.startsWith(`${provider?.urn}::`),
    );
    expect(untagged.map(({ name }) => name)).toEqual([]);
  });

  test('has no input with a hole in it', () => {
    const holes = recording.resources.filter(({ inputs }) =>
      /undefined|\[object/.test(JSON.stringify(inputs)),
    );
    expect(holes.map(({ name, inputs }) => [name, inputs])).toEqual([]);
  });

  test('tells what the workflows and the README need, and nothing more', () => {
    expect(Object.keys(recording.outputs).sort()).toEqual([
      'accessInstanceId',
      'argocdUrl',
      'clusterName',
      'distributionId',
      'grafanaUrl',
      'imageRepository',
      'imageRoleArn',
      'nameServers',
      'previewRoleArn',
      'region',
      'releaseRoleArn',
      'siteUrl',
      'userPoolId',
      'webBucket',
    ]);
    expect(recording.secretOutputs).toEqual([]);
  });
});

test('a preview registers what an update registers: nothing is made inside apply', async () => {
  const urns = ({ resources }: Recording) => resources.map(({ urn }) => urn).sort();
  const update = await recordStack('prod', { preview: false });
  expect(urns(await recordStack('prod', { preview: true }))).toEqual(urns(update));
});

test.each(['dev', 'prod'] as const)(
  '%s starts by the clock what the local cloud does',
  async (stack) => {
    const { resources } = await recordStack(stack, { preview: false });
    const ofType = (type: string) => resources.filter((resource) => resource.type.endsWith(type));
    const byScheduler = ofType('scheduler/schedule:Schedule').map(({ inputs }) => ({
      rate: inputs.scheduleExpression,
      target: asTarget(inputs.target),
    }));
    const byRule = ofType('cloudwatch/eventRule:EventRule').flatMap(({ name, inputs }) =>
      ofType('cloudwatch/eventTarget:EventTarget')
        .filter(({ inputs: target }) => inputs.scheduleExpression && target.rule === name)
        .map((target) => ({ rate: inputs.scheduleExpression, target: asTarget(target.inputs) })),
    );
    const found = [...byScheduler, ...byRule].map(({ rate, target }) => [
      target.arn.slice(target.arn.lastIndexOf(':') + 1),
      rate,
      JSON.parse(target.input),
    ]);
    const room = { live: 'live', transcoder: 'transcoding' };
    const expected = Object.values<Schedule>(schedules).map((schedule) => [
      `tidecast-${stack}-${room[schedule.app]}-${schedule.functionName}`,
      rateOf(schedule),
      schedule.event,
    ]);
    expect(found.sort()).toEqual(expected.sort());
  },
);

test('prod is protected where it holds what people made, and dev is destroyed whole', async () => {
  const kept = ['bucket:Bucket', 'table:Table', 'userPool:UserPool'];
  const holding = ({ resources }: Recording) =>
    resources.filter(
      ({ type, name }) =>
        kept.some((kind) => type.endsWith(kind)) && !/logs|expiring|web/.test(name),
    );
  for (const resource of holding(await recordStack('prod', { preview: false }))) {
    expect([resource.name, resource.protect]).toEqual([resource.name, true]);
  }
  // Deleted first, for it needs all others: a destroy ends there, with everything as it was.
  const { resources } = await recordStack('prod', { preview: false });
  const guard = resources.find(({ type }) => type === 'aws:resourcegroups/group:Group');
  expect(guard?.protect).toBe(true);
  const awaited = new Set(guard?.dependsOn);
  const others = resources.filter(
    ({ type, custom, urn }) =>
      custom && urn !== guard?.urn && !type.startsWith('pulumi:providers:') && !awaited.has(urn),
  );
  // What the EKS provider makes the program cannot name; all that is in the cluster stands above it.
  expect(others.filter(({ urn }) => !/::eks:index:/.test(urn))).toEqual([]);
  const dev = await recordStack('dev', { preview: false });
  expect(dev.resources.filter(({ protect }) => protect)).toEqual([]);
  for (const { name, inputs } of dev.resources.filter(({ type }) =>
    type.endsWith('bucket:Bucket'),
  )) {
    expect([name, inputs.forceDestroy]).toEqual([name, true]);
  }
});
