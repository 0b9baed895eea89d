import { beforeAll, describe, expect, test } from '@jest/globals';
import { policies } from '../policy/rules/pack.ts';
import { secretsWithin } from '../policy/secrets.ts';
import { judge } from '../policy/test/judge.ts';
import { unscopedActions } from './iam/unscoped-actions.ts';
import type { RecordedResource, Recording } from './recording/recorder.ts';
import { recordStack, type StackName } from './recording/recordings.ts';
import { statementsOf } from './test/documents.ts';

/*
 * Two judges that share nothing but the recording: the policy pack that users run, and what follows
 * here by itself.
 */
describe.each<StackName>(['dev', 'prod'])('the %s stack', (stack) => {
  let recording: Recording;
  beforeAll(async () => {
    recording = await recordStack(stack, { preview: false });
  });
  const all = (type: string) => recording.resources.filter((it) => it.type.endsWith(type));
  const names = (resources: readonly RecordedResource[]) => resources.map(({ name }) => name);

  test('passes the policy pack', async () => {
    expect(await judge(policies, recording.resources)).toEqual([]);
  });

  test('is stopped for a cluster whose secrets have no key, or whose logs no group of ours', async () => {
    const without = (type: string, kept: (resource: RecordedResource) => RecordedResource[]) =>
      recording.resources.flatMap((it) => (it.type === type ? kept(it) : [it]));
    const unkeyed = without('aws:eks/cluster:Cluster', ({ inputs, ...cluster }) => {
      const { encryptionConfig: _, ...others } = inputs;
      return [{ ...cluster, inputs: others }];
    });
    const name = `tidecast-${stack}-cluster-eks-eksCluster`;
    expect((await judge(policies, unkeyed)).map(({ rule, message }) => [rule, message])).toEqual([
      ['encrypted-at-rest', expect.stringContaining(`${name}: is not encrypted`)],
    ]);
    const ungrouped = without('aws:cloudwatch/logGroup:LogGroup', (group) =>
      group.name.endsWith('-cluster-logs') ? [] : [group],
    );
    expect((await judge(policies, ungrouped)).map(({ rule, message }) => [rule, message])).toEqual([
      ['log-groups-are-ours', `${name}: has no log group of ours for its control plane`],
    ]);
  });

  test('has no bucket without all four blocks, encryption and a policy that wants TLS', () => {
    const buckets = all('s3/bucket:Bucket').map(({ id }) => id);
    expect(buckets.length).toBeGreaterThanOrEqual(5);
    const blocked = all('BucketPublicAccessBlock').filter(
      ({ inputs }) =>
        inputs.blockPublicAcls &&
        inputs.blockPublicPolicy &&
        inputs.ignorePublicAcls &&
        inputs.restrictPublicBuckets,
    );
    const refusing = all('s3/bucketPolicy:BucketPolicy').filter((policy) =>
      statementsOf(policy).some(
        ({ Effect, Condition }) =>
          Effect === 'Deny' && Condition?.Bool?.['aws:SecureTransport'] === 'false',
      ),
    );
    const encrypted = all('BucketServerSideEncryptionConfiguration');
    for (const companions of [blocked, refusing, encrypted]) {
      expect(companions.map(({ inputs }) => inputs.bucket).sort()).toEqual([...buckets].sort());
    }
  });

  test('opens nothing to the world but ports 443 and 80 of the administrators’ load balancer', () => {
    const open = all('SecurityGroupIngressRule').filter(({ inputs }) =>
      /^(0\.0\.0\.0|::)\/0$/.test(String(inputs.cidrIpv4 ?? inputs.cidrIpv6 ?? '')),
    );
    expect(open.map(({ inputs }) => inputs.toPort).sort()).toEqual([443, 80]);
    for (const { name, inputs } of open) {
      expect(name).toContain('-balancer-admin');
      expect(inputs.fromPort).toBe(inputs.toPort);
    }
    const inline = all('SecurityGroup').filter(
      ({ inputs }) => JSON.stringify(inputs.ingress ?? []) !== '[]',
    );
    expect(names(inline)).toEqual([]);
    expect(names(all('ec2/securityGroupRule:SecurityGroupRule'))).toEqual([]);
  });

  test('allows no action by wildcard, and everything only where IAM lets nobody narrow', () => {
    const unscoped = new Set(Object.keys(unscopedActions));
    const loose = recording.resources.flatMap((resource) =>
      statementsOf(resource)
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action, Resource = [] }) => {
          const actions = [Action].flat();
          const wide = [Resource].flat().includes('*') && !/kms\/key/.test(resource.type);
          return actions
            .filter((action) => action.includes('*') || (wide && !unscoped.has(action)))
            .map((action) => `${resource.name}: ${action}`);
        }),
    );
    expect(loose).toEqual([]);
  });

  test('uses every action that it excuses from naming a resource', () => {
    const used = new Set(
      recording.resources.flatMap((resource) =>
        statementsOf(resource)
          .filter(({ Resource = [] }) => [Resource].flat().includes('*'))
          .flatMap(({ Action }) => [Action].flat()),
      ),
    );
    expect(Object.keys(unscopedActions).filter((action) => !used.has(action))).toEqual([]);
  });

  test('encrypts queues, topics, tables, images, volumes and the cluster’s secrets', () => {
    for (const { name, inputs } of all('sqs/queue:Queue')) {
      expect([name, Boolean(inputs.sqsManagedSseEnabled || inputs.kmsMasterKeyId)]).toEqual([
        name,
        true,
      ]);
    }
    for (const { name, inputs } of all('sns/topic:Topic')) {
      expect([name, typeof inputs.kmsMasterKeyId]).toEqual([name, 'string']);
    }
    for (const { name, inputs } of all('dynamodb/table:Table')) {
      expect([name, inputs.serverSideEncryption]).toEqual([
        name,
        expect.objectContaining({ enabled: true }),
      ]);
      const { ttl, pointInTimeRecovery } = inputs;
      expect([name, ttl ?? pointInTimeRecovery]).toEqual([
        name,
        expect.objectContaining({ enabled: true }),
      ]);
    }
    for (const { inputs } of all('ecr/repository:Repository')) {
      expect(inputs).toMatchObject({ imageTagMutability: 'IMMUTABLE' });
    }
    for (const { inputs } of all('kms/key:Key')) expect(inputs.enableKeyRotation).toBe(true);
    expect(all('aws:eks/cluster:Cluster')[0]?.inputs.encryptionConfig).toEqual({
      provider: { keyArn: expect.stringContaining(':key/') },
      resources: ['secrets'],
    });
  });

  test('lets instances be asked for credentials by IMDSv2 alone, one hop away', () => {
    const asked = [...all('LaunchTemplate'), ...all('ec2/instance:Instance')];
    expect(asked).toHaveLength(2);
    for (const { inputs } of asked) {
      expect(inputs.metadataOptions).toMatchObject({
        httpTokens: 'required',
        httpPutResponseHopLimit: 1,
      });
    }
  });

  test('keeps every log for a time, and no function logs into a group that it does not name', () => {
    for (const { name, inputs } of all('cloudwatch/logGroup:LogGroup')) {
      expect([name, Number(inputs.retentionInDays) > 0]).toEqual([name, true]);
    }
    const groups = all('cloudwatch/logGroup:LogGroup').map(({ id }) => id);
    for (const { inputs } of all('lambda/function:Function')) {
      expect(groups).toContain(Reflect.get(Object(inputs.loggingConfig), 'logGroup'));
    }
  });

  test('shows no secret: what looks like one is a secret to Pulumi too', () => {
    const shown = recording.resources.flatMap(({ name, inputs, secretInputs }) =>
      secretsWithin(inputs)
        .filter(({ path }) => !secretInputs.some((secret) => path.startsWith(secret)))
        .map(({ path, reason }) => `${name} ${path} ${reason}`),
    );
    expect(shown).toEqual([]);
  });
});
