import { expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import * as eks from '@pulumi/eks';
import * as pulumi from '@pulumi/pulumi';
import { record } from './recorder.ts';

test('a recording tells inputs, secrets, parents, order and options', async () => {
  const { resources, outputs, secretOutputs } = await record(() => {
    const owner = new pulumi.ComponentResource('tidecast:test:Owner', 'owner', {});
    const bucket = new aws.s3.Bucket('owner-bucket', {}, { parent: owner, protect: true });
    new aws.ssm.Parameter(
      'owner-parameter',
      { type: 'SecureString', value: pulumi.secret('hush'), description: bucket.arn },
      { parent: owner, ignoreChanges: ['value'] },
    );
    return { bucket: bucket.bucket, hidden: pulumi.secret('hush') };
  });
  const bucket = resources.find(({ name }) => name === 'owner-bucket');
  const parameter = resources.find(({ name }) => name === 'owner-parameter');
  expect(bucket).toMatchObject({ type: 'aws:s3/bucket:Bucket', protect: true, custom: true });
  expect(resources.find(({ urn }) => urn === bucket?.parent)?.name).toBe('owner');
  expect(parameter?.inputs).toMatchObject({
    value: 'hush',
    description: 'arn:aws:s3:::owner-bucket',
  });
  expect(parameter).toMatchObject({
    secretInputs: ['value'],
    ignoreChanges: ['value'],
    dependsOn: expect.arrayContaining([bucket?.urn]),
  });
  expect(outputs).toEqual({ bucket: 'owner-bucket', hidden: 'hush' });
  expect(secretOutputs).toEqual(['hidden']);
});

test('programs are recorded one after another, and a fault is the caller’s to see', async () => {
  const first = await record(() => void new aws.sqs.Queue('one'), { preview: true });
  expect(first).toMatchObject({ preview: true });
  await expect(
    record(() => {
      throw new Error('no such zone');
    }),
  ).rejects.toThrow('no such zone');
  const last = await record(() => void new aws.sqs.Queue('two'));
  expect(last.resources.map(({ name }) => name)).not.toContain('one');
});

test('an unknown look-up is an error, not a gap', async () => {
  await expect(record(() => void aws.ec2.getAmiOutput({ owners: ['self'] }))).rejects.toThrow(
    'The mocks have no answer to aws:ec2/getAmi:getAmi',
  );
});

test('a component that its provider makes shows no inputs, and what it is made of does', async () => {
  const { resources } = await record(() => {
    const provider = new aws.Provider('owner-aws', { region: 'eu-west-1' });
    const owner = new pulumi.ComponentResource('tidecast:test:Owner', 'owner', {}, { provider });
    new eks.Cluster(
      'owner-eks',
      {
        name: 'owner',
        authenticationMode: 'API',
        createOidcProvider: true,
        skipDefaultNodeGroup: true,
        skipDefaultSecurityGroups: true,
        useDefaultVpcCni: true,
        kubeProxyAddonOptions: { enabled: false },
        corednsAddonOptions: { enabled: false },
      },
      { parent: owner },
    );
  });
  const one = (type: string) => resources.find((resource) => resource.type === type);
  const component = one('eks:index:Cluster');
  const cluster = one('aws:eks/cluster:Cluster');
  expect(component).toMatchObject({ name: 'owner-eks', inputs: {}, custom: false });
  expect(cluster).toMatchObject({
    name: 'owner-eks-eksCluster',
    parent: component?.urn,
    inputs: { name: 'owner', accessConfig: { authenticationMode: 'API' } },
    provider: `${one('pulumi:providers:aws')?.urn}::${one('pulumi:providers:aws')?.id}`,
  });
});

test('a component that would be made of more than anybody knows here is refused', async () => {
  const recording = record(() => void new eks.Cluster('owner-eks', { authenticationMode: 'API' }));
  await expect(recording).rejects.toThrow('owner-eks would have children that are not known here');
});
