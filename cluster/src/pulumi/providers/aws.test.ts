import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Inventory } from '../inventory/inventory.ts';
import type { StandIn } from '../plugin/protocol.ts';
import { Schemas } from '../schema/schemas.ts';
import { awsStandIn } from './aws.ts';

let directory: string;
let account: Inventory;
let aws: StandIn;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aws-stand-in-'));
  account = new Inventory();
  aws = awsStandIn(account, new Schemas('aws', directory));
});
afterAll(() => rm(directory, { recursive: true }));

const queue = { type: 'aws:sqs/queue:Queue', name: 'jobs', urn: 'urn:jobs' };
const template = { type: 'aws:ec2/launchTemplate:LaunchTemplate', name: 'nodes', urn: 'urn:nodes' };

test('a name that the program leaves out is drawn once, and kept', async () => {
  const { inputs, failures } = await aws.check({ ...queue, olds: {}, news: { delaySeconds: 1 } });
  expect(failures).toEqual([]);
  expect(inputs).toMatchObject({ name: expect.stringMatching(/^jobs-[0-9a-f]{7}$/) });
  const again = await aws.check({ ...queue, olds: inputs, news: { delaySeconds: 2 } });
  expect(again.inputs.name).toBe(inputs.name);
  const another = await aws.check({ ...queue, olds: {}, news: { delaySeconds: 2 } });
  expect(another.inputs.name).not.toBe(inputs.name);
  const given = await aws.check({ ...queue, olds: inputs, news: { name: 'mine' } });
  expect(given.inputs).toEqual({ name: 'mine' });
});

test('what the schema does not know is refused', async () => {
  const { failures } = await aws.check({ ...queue, olds: {}, news: { delay: 1 } });
  expect(failures).toEqual([
    { property: 'delay', reason: 'is not an input that the provider knows' },
  ]);
});

test('a preview makes nothing, and what a change renews is not known in it', async () => {
  const inputs = { name: 'nodes-1', keyName: 'a' };
  expect(await aws.create({ ...template, inputs, preview: true })).toEqual({
    id: '',
    outputs: inputs,
  });
  expect(account.list(template.type)).toEqual([]);
  const { id, outputs } = await aws.create({ ...template, inputs, preview: false });
  const change = { ...template, id, olds: outputs, oldInputs: inputs, news: { name: 'nodes-1' } };
  const previewed = await aws.update({ ...change, preview: true });
  expect(previewed).toMatchObject({ name: 'nodes-1', arn: outputs.arn });
  expect(previewed).not.toHaveProperty('latestVersion');
  expect(previewed).not.toHaveProperty('keyName');
  expect(await aws.update({ ...change, preview: false })).toMatchObject({ latestVersion: 2 });
});

test('a preview of a change knows what AWS has added within an input', async () => {
  const cluster = { ...queue, type: 'aws:eks/cluster:Cluster', name: 'eks' };
  const inputs = { name: 'eks', version: '1.34', vpcConfig: { subnetIds: ['a'] } };
  const { id, outputs } = await aws.create({ ...cluster, inputs, preview: false });
  const { clusterSecurityGroupId } = outputs.vpcConfig as { clusterSecurityGroupId: string };
  expect(clusterSecurityGroupId).toMatch(/^sg-/);
  const news = { ...inputs, version: '1.35', vpcConfig: { subnetIds: ['a', 'b'] } };
  const change = { ...cluster, id, olds: outputs, oldInputs: inputs, news };
  expect(await aws.update({ ...change, preview: true })).toMatchObject({
    version: '1.35',
    vpcConfig: { subnetIds: ['a', 'b'], clusterSecurityGroupId },
  });
});

test('what was changed by hand is read, and what is gone is gone', async () => {
  const inputs = { name: 'jobs-1a2b3c4', delaySeconds: 1, __defaults: ['name'] };
  const { id, outputs } = await aws.create({ ...queue, inputs, preview: false });
  account.change(queue.type, id, { delaySeconds: 5 });
  const read = await aws.read({ ...queue, id, inputs, outputs });
  expect(read).toMatchObject({ id, inputs: { delaySeconds: 5, __defaults: ['name'] } });
  await aws.delete({ ...queue, id, outputs });
  expect(await aws.read({ ...queue, id, inputs, outputs })).not.toHaveProperty('id');
});

test('other user data replaces an instance only where it is to', async () => {
  const diff = (inputs: object) =>
    aws.diff({
      ...{ type: 'aws:ec2/instance:Instance', name: 'access', urn: 'urn:access', id: 'i-1' },
      oldInputs: { ...inputs, userData: 'a' },
      news: { ...inputs, userData: 'b' },
    });
  expect(await diff({})).toMatchObject({ changes: ['userData'], replaces: [] });
  expect(await diff({ userDataReplaceOnChange: true })).toMatchObject({ replaces: ['userData'] });
});

test('look-ups are answered, and an unknown one is an error', async () => {
  const token = 'aws:index/getPartition:getPartition';
  expect(await aws.invoke({ token, args: {} })).toMatchObject({ partition: 'aws' });
  await expect(aws.invoke({ token: 'aws:ec2/getMoon:getMoon', args: {} })).rejects.toThrow(
    'The mocks have no answer',
  );
});
