import { beforeEach, expect, test } from '@jest/globals';
import { Inventory } from './inventory.ts';

const vpc = 'aws:ec2/vpc:Vpc';
const subnet = 'aws:ec2/subnet:Subnet';
const zone = 'aws:route53/zone:Zone';
const logGroup = 'aws:cloudwatch/logGroup:LogGroup';
const cluster = 'aws:eks/cluster:Cluster';
const nodeGroup = 'aws:eks/nodeGroup:NodeGroup';
const template = 'aws:ec2/launchTemplate:LaunchTemplate';

let account: Inventory;
beforeEach(() => {
  account = new Inventory();
});

test('what was made is there until it is deleted, and what is not there is deleted with ease', async () => {
  const { id, outputs } = await account.create(vpc, 'main', { cidrBlock: '10.0.0.0/16' });
  expect(outputs).toMatchObject({ cidrBlock: '10.0.0.0/16', arn: expect.stringContaining(id) });
  expect(account.list(vpc).map((one) => one.name)).toEqual(['main']);
  await account.delete(vpc, id);
  await account.delete(vpc, id);
  expect(account.list()).toEqual([]);
  expect(account.operations.map(({ operation }) => operation)).toEqual(['create', 'delete']);
});

test('what AWS draws is drawn anew, and what is named twice is refused', async () => {
  const first = await account.create(vpc, 'main', {});
  const second = await account.create(vpc, 'main', {});
  expect(second.id).not.toBe(first.id);
  await account.create(logGroup, 'logs', { name: '/logs' });
  await expect(account.create(logGroup, 'others', { name: '/logs' })).rejects.toThrow(
    'AlreadyExistsException: there is a aws:cloudwatch/logGroup:LogGroup /logs already',
  );
});

test('what something else needs stays, whoever made that', async () => {
  const { id } = await account.create(vpc, 'main', {});
  const { id: subnetId } = await account.create(subnet, 'a', { vpcId: id });
  await expect(account.delete(vpc, id)).rejects.toThrow(
    `DependencyViolation: ${id} has dependencies: Subnet ${subnetId}`,
  );
  const balancer = { kind: 'load balancer', id: 'lb-1', uses: [subnetId] } as const;
  account.addForeign(balancer);
  await expect(account.delete(subnet, subnetId)).rejects.toThrow('load balancer lb-1');
  account.removeForeign(balancer);
  await account.delete(subnet, subnetId);
  await account.delete(vpc, id);
});

test('a zone with records of others stays, unless it is to take them along', async () => {
  const record = (zoneId: string) =>
    ({ kind: 'DNS record', id: `api in ${zoneId}`, uses: [zoneId] }) as const;
  const kept = await account.create(zone, 'kept', { name: 'a.org', forceDestroy: false });
  const forced = await account.create(zone, 'forced', { name: 'b.org', forceDestroy: true });
  for (const { id } of [kept, forced]) account.addForeign(record(id));
  await expect(account.delete(zone, kept.id)).rejects.toThrow('DNS record api in');
  await account.delete(zone, forced.id);
});

test('EKS makes its log group again while it writes to it', async () => {
  const group = '/aws/eks/tidecast/cluster';
  await account.create(cluster, 'eks', { name: 'tidecast', version: '1.35' });
  await account.create(logGroup, 'logs', { name: group });
  await account.delete(logGroup, group);
  expect(account.foreign).toEqual([{ kind: 'log group', id: group }]);
});

test('EKS goes one version at a time, and nodes never ahead of it', async () => {
  const inputs = { name: 'tidecast', version: '1.34' };
  const { id } = await account.create(cluster, 'eks', inputs);
  await expect(account.update(cluster, id, { ...inputs, version: '1.36' })).rejects.toThrow(
    'Unsupported Kubernetes minor version update from 1.34 to 1.36',
  );
  const nodes = {
    clusterName: 'tidecast',
    version: '1.34',
    scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 2 },
  };
  const group = await account.create(nodeGroup, 'nodes', nodes);
  const updated = account.update(nodeGroup, group.id, { ...nodes, version: '1.35' });
  await expect(updated).rejects.toThrow("can't be greater than cluster version 1.34");
  await expect(account.delete(cluster, id)).rejects.toThrow('NodeGroup');
});

test('EKS keeps the number of nodes between the least and the most', async () => {
  const nodes = (minSize: number, desiredSize: number) => ({
    clusterName: 'tidecast',
    version: '1.34',
    scalingConfig: { minSize, maxSize: 6, desiredSize },
  });
  const { id } = await account.create(nodeGroup, 'nodes', nodes(2, 2));
  await expect(account.update(nodeGroup, id, nodes(3, 2))).rejects.toThrow(
    "Minimum capacity 3 can't be greater than desired size 2",
  );
  await account.update(nodeGroup, id, nodes(3, 3));
});

test('a template gets another version with each change, and keeps its id', async () => {
  const made = await account.create(template, 'nodes', { name: 'nodes-1', keyName: 'a' });
  expect(made.outputs.latestVersion).toBe(1);
  const changed = await account.update(template, made.id, { name: 'nodes-1' });
  expect(changed.id).toBe(made.id);
  expect(changed.outputs).toMatchObject({ latestVersion: 2, defaultVersion: 2, name: 'nodes-1' });
  expect(changed.outputs).not.toHaveProperty('keyName');
});

test('changes by hand show, and refusals on request end', async () => {
  const { id } = await account.create(vpc, 'main', { tags: { a: '1', b: '2' } });
  account.change(vpc, id, { tags: { b: '3' } });
  expect(account.get(vpc, id)?.outputs.tags).toEqual({ a: '1', b: '3' });
  account.remove(vpc, id);
  expect(account.get(vpc, id)).toBeUndefined();
  account.failOn({ operation: 'create', type: vpc, name: 'ma', times: 1 });
  await account.create(vpc, 'other', {});
  await expect(account.create(vpc, 'main', {})).rejects.toThrow('create of main is refused');
  await account.create(vpc, 'main', {});
});
