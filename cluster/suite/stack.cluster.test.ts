/**
 * Life of a stack on Pulumi's engine, from the first preview to an update after its end, each
 * operation judged by the policy pack. Argo CD has no part in it: what it brings is tried elsewhere.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '../src/processes/until.ts';
import type { AccountResource } from '../src/pulumi/inventory/resources.ts';
import { secretsInState } from '../src/pulumi/secrets-in-state.ts';
import type { StackEngine } from '../src/pulumi/stack-engine.ts';
import { figures } from './steps/figures.ts';
import { type StackBed, startStackBed } from './steps/stack-bed.ts';
import {
  changesOf,
  madeTwice,
  mustSucceed,
  previewChanges,
  summaryOf,
} from './steps/stack-life.ts';

const table = figures('Life of a stack: what was done, and what was measured');
const nodeGroup = 'aws:eks/nodeGroup:NodeGroup';
const logGroup = 'aws:cloudwatch/logGroup:LogGroup';
const queue = 'aws:sqs/queue:Queue';
const vpc = 'aws:ec2/vpc:Vpc';
/** Milliseconds for what takes seconds, on cores that others want too. */
const limit = 600_000;
/** One that EKS can be upgraded from. */
const firstVersion = '1.34';

let bed: StackBed;
let stack: StackEngine;
beforeAll(async () => {
  bed = await startStackBed({
    'tidecast:kubernetesVersion': firstVersion,
    'tidecast:protect': true,
  });
  stack = bed.stack;
});
afterAll(async () => {
  table.print();
  await bed?.close();
});

const one = (type: string, name = ''): AccountResource => {
  const found = stack.account.list(type).find((resource) => resource.name.endsWith(name));
  if (!found) throw new Error(`the account has no ${type} ${name}`);
  return found;
};

describe('it begins', () => {
  test('a preview makes nothing, and the policy pack has nothing against it', async () => {
    const run = mustSucceed(await stack.preview());
    table.add('preview', summaryOf(run));
    expect(run.violations).toEqual([]);
    expect(run.changes.create).toBeGreaterThan(350);
    expect(stack.account.list()).toEqual([]);
  });

  test('an update that is called off stops cleanly, and leaves the stack to the next', async () => {
    const callOff = new AbortController();
    const update = stack.up({ signal: callOff.signal });
    await until('the first network', async () => stack.account.list(vpc).length > 0, limit);
    callOff.abort();
    const run = await update;
    table.add('up, called off', summaryOf(run));
    expect(run.succeeded).toBe(false);
    expect(stack.account.list().length).toBeGreaterThan(0);
  });

  test('an update that AWS refuses in the middle goes on at the next, and makes nothing twice', async () => {
    stack.account.failOn({ operation: 'create', type: nodeGroup, times: 1 });
    const first = await stack.up();
    table.add('up, a node group refused', summaryOf(first));
    expect(first.succeeded).toBe(false);
    expect(first.steps.filter(({ failed }) => failed).map(({ type }) => type)).toEqual([nodeGroup]);
    expect(first.diagnostics.map(({ message }) => message).join('\n')).toContain(
      'is refused on request',
    );

    const second = mustSucceed(await stack.up());
    table.add('up again, to its end', summaryOf(second));
    expect(second.violations).toEqual([]);
    expect(changesOf(second)).toMatchObject({ replaced: [], updated: [], deleted: [] });
    expect(madeTwice(stack)).toEqual([]);
  });

  test('a further update changes nothing', async () => {
    const run = mustSucceed(await stack.up());
    table.add('up once more', summaryOf(run));
    expect(changesOf(run)).toEqual({ replaced: [], updated: [], created: [], deleted: [] });
  });
});

test('its state has no secret for all to read', async () => {
  const secrets = {
    'playback key': String(
      one('aws:secretsmanager/secretVersion:SecretVersion').inputs.secretString,
    ),
    ...Object.fromEntries(
      stack.account
        .list('aws:cognito/userPoolClient:UserPoolClient')
        .filter(({ outputs }) => outputs.clientSecret)
        .map(({ name, outputs }) => [name, String(outputs.clientSecret)]),
    ),
    'cluster token': tokenOf(bed.controlPlane.kubeconfig),
    'Grafana password': await grafanaPassword(),
  };
  expect(Object.keys(secrets)).toHaveLength(5);
  const state = await stack.exportState();
  expect(secretsInState(state, secrets)).toEqual([]);
  // It is written with each step, to a bucket at the other end of somebody's line.
  expect(state.length).toBeLessThan(3e6);
  table.add(
    'state',
    `${(state.length / 1e6).toFixed(1)} MB, ${Object.keys(secrets).length} secrets sought`,
  );
});

test('what was changed by hand is seen by a refresh, and put right by the next update', async () => {
  const { id } = one(queue, 'submit-queue');
  const { visibilityTimeoutSeconds } = one(queue, 'submit-queue').inputs;
  stack.account.change(queue, id, { visibilityTimeoutSeconds: 7 });
  stack.account.remove(logGroup, one(logGroup, 'submit-logs').id);
  // EKS takes no more nodes at least than run, and Pulumi knows of those that ran at the last look.
  stack.setConfig('tidecast:nodeMin', 3);
  const refused = await stack.up();
  table.add('nodeMin to 3 while 2 run', summaryOf(refused));
  expect(refused.diagnostics.map(({ message }) => message).join('\n')).toContain(
    "Minimum capacity 3 can't be greater than desired size 2",
  );
  stack.account.change(nodeGroup, one(nodeGroup).id, { scalingConfig: { desiredSize: 3 } });
  const refresh = mustSucceed(await stack.refresh());
  table.add('refresh after changes by hand', summaryOf(refresh));

  const after = mustSucceed(await stack.up());
  table.add('up after it', summaryOf(after));
  expect(stack.account.get(queue, id)?.inputs).toMatchObject({ visibilityTimeoutSeconds });
  expect(one(logGroup, 'submit-logs').inputs).toMatchObject({ retentionInDays: 14 });
  expect(one(nodeGroup).inputs.scalingConfig).toMatchObject({ minSize: 3, desiredSize: 3 });
});

describe('it ends', () => {
  test('a destroy of a protected stack is refused before anything goes', async () => {
    const before = stack.account.list();
    const run = await stack.destroy();
    table.add('destroy, protected', summaryOf(run));
    expect(run.succeeded).toBe(false);
    expect(run.diagnostics.map(({ message }) => message).join('\n')).toContain('protected');
    expect(stack.account.list()).toEqual(before);
    expect(await bed.controlPlane.kube.get('v1', 'Namespace', 'argocd')).toBeDefined();

    stack.setConfig('tidecast:protect', false);
    table.add('up, without protection', summaryOf(mustSucceed(await stack.up())));
  });

  test('a destroy leaves nothing in the account', async () => {
    const run = mustSucceed(await stack.destroy());
    table.add('destroy', summaryOf(run));
    expect(stack.account.list()).toEqual([]);
    expect(stack.account.foreign).toEqual([]);
    const namespaces = await bed.controlPlane.kube.list('v1', 'Namespace');
    expect(namespaces.map(({ metadata }) => metadata.name)).not.toContain('argocd');
  });

  test('and begins anew', async () => {
    const run = mustSucceed(await stack.up());
    table.add('up after it', summaryOf(run));
    expect(run.changes.create).toBeGreaterThan(350);
  });
});

describe('a person changes the configuration', () => {
  test('room for more nodes, another Kubernetes, NAT by zone and protection make nothing anew but the access instance', async () => {
    const changes = await previewChanges(stack, {
      'tidecast:nodeMax': [8, undefined],
      'tidecast:kubernetesVersion': ['1.35', firstVersion],
      'tidecast:nat': ['per-zone', 'single'],
      'tidecast:protect': [true, false],
    });
    table.add('nodeMax, kubernetesVersion, nat, protect', summary(changes));
    // It carries the kubectl of the version.
    expect(changes.replaced).toEqual(['Instance access-instance: userData']);
    expect(changes.deleted).toEqual([]);
    expect(changes.updated).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Cluster cluster-eks-eksCluster: .*version/),
        expect.stringMatching(/^NodeGroup cluster-nodes-group: .*scalingConfig.*version/),
      ]),
    );
    expect(changes.created.filter((line) => line.startsWith('NatGateway'))).toHaveLength(2);
  });

  test('another instance type makes other nodes, and another domain what carries its name', async () => {
    const { replaced } = await previewChanges(stack, {
      'tidecast:nodeInstanceType': ['m5.xlarge', undefined],
      'tidecast:domain': ['other.tidecast.app', 'rehearsal.tidecast.app'],
    });
    const types = [...new Set(replaced.map((line) => line.split(' ')[0]))].sort();
    table.add('nodeInstanceType, domain', `${replaced.length} replaced: ${types.join(', ')}`);
    expect(replaced).toContain('NodeGroup cluster-nodes-group: instanceTypes');
    expect(types).toEqual(expect.arrayContaining(['Certificate', 'Record', 'Zone']));
    const holding = ['Bucket', 'Cluster', 'Key', 'Table', 'UserPool', 'Vpc'];
    expect(types.filter((type) => holding.includes(type ?? ''))).toEqual([]);
  });
});

function summary(changes: ReturnType<typeof changesOf>): string {
  return Object.entries(changes)
    .filter(([, lines]) => lines.length > 0)
    .map(([what, lines]) => `${lines.length} ${what}`)
    .join(', ');
}

function tokenOf(kubeconfig: string): string {
  const { users } = JSON.parse(kubeconfig);
  return String(users[0].user.token);
}

async function grafanaPassword(): Promise<string> {
  const secrets = await bed.controlPlane.kube.list<{
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly data?: Readonly<Record<string, string>>;
  }>('v1', 'Secret');
  const found = secrets.flatMap(({ data = {} }) => data['admin-password'] ?? []);
  return Buffer.from(found[0] ?? '', 'base64').toString();
}
