import { expect, test } from '@jest/globals';
import { type RecordedResource, record } from '../recording/recorder.ts';
import { Network, type NetworkArgs } from './Network.ts';

const args: NetworkArgs = {
  cidr: '10.20.0.0/16',
  nat: 'per-zone',
  clusterName: 'tidecast-dev',
  logRetentionDays: 14,
};

const recordNetwork = (changes: Partial<NetworkArgs> = {}) =>
  record(() => {
    const { vpcId, publicSubnetIds, privateSubnetIds } = new Network('net', {
      ...args,
      ...changes,
    });
    return { vpcId, publicSubnetIds, privateSubnetIds };
  });

const recording = await recordNetwork();
const ofType = (type: string, { resources } = recording) =>
  resources.filter((resource) => resource.type.endsWith(`:${type}`));

test('each zone has a public and a private subnet that load balancers find by their tags', () => {
  const subnets = ofType('Subnet');
  expect(subnets.map(({ inputs }) => [inputs.availabilityZone, inputs.cidrBlock])).toEqual(
    expect.arrayContaining([
      ['ap-northeast-2a', '10.20.192.0/20'],
      ['ap-northeast-2a', '10.20.0.0/18'],
      ['ap-northeast-2c', '10.20.224.0/20'],
      ['ap-northeast-2c', '10.20.128.0/18'],
    ]),
  );
  const tagsOf = (kind: string) =>
    subnets.filter(({ name }) => name.includes(kind)).map(({ inputs }) => inputs.tags);
  const shared = { 'kubernetes.io/cluster/tidecast-dev': 'shared' };
  expect(tagsOf('public')).toEqual(Array(3).fill({ 'kubernetes.io/role/elb': '1', ...shared }));
  expect(tagsOf('private')).toEqual(
    Array(3).fill({ 'kubernetes.io/role/internal-elb': '1', ...shared }),
  );
});

test('what stands in a private subnet waits for its route to the internet', () => {
  const byUrn = new Map(recording.resources.map((resource) => [resource.urn, resource]));
  const waitsFor = (resource: RecordedResource): string[] =>
    resource.dependsOn.flatMap((urn) => {
      const found = byUrn.get(urn);
      return found ? [found.type, ...waitsFor(found)] : [];
    });
  for (const association of ofType('RouteTableAssociation')) {
    expect(waitsFor(association)).toContain('aws:ec2/internetGateway:InternetGateway');
    expect(waitsFor(association).includes('aws:ec2/natGateway:NatGateway')).toBe(
      association.name.includes('private'),
    );
  }
  expect(recording.outputs.privateSubnetIds).toHaveLength(3);
});

test('a single NAT gateway serves every zone', async () => {
  const single = await recordNetwork({ nat: 'single' });
  const gateways = ofType('NatGateway', single);
  expect(gateways).toHaveLength(1);
  const routes = ofType('RouteTable', single)
    .filter(({ name }) => name.includes('private'))
    .map(({ inputs }) => inputs.routes);
  expect(routes).toEqual(
    Array(3).fill([{ cidrBlock: '0.0.0.0/0', natGatewayId: gateways[0]?.id }]),
  );
  expect(new Set(ofType('NatGateway').map(({ inputs }) => inputs.subnetId)).size).toBe(3);
});

test('the default security group opens nothing, and S3 and DynamoDB need no NAT', () => {
  expect(ofType('DefaultSecurityGroup')[0]?.inputs).toMatchObject({ ingress: [], egress: [] });
  const tables = ofType('RouteTable').filter(({ name }) => name.includes('private'));
  for (const { inputs } of ofType('VpcEndpoint')) {
    expect(inputs.routeTableIds).toEqual(tables.map(({ id }) => id));
  }
  expect(ofType('VpcEndpoint').map(({ inputs }) => inputs.serviceName)).toEqual([
    'com.amazonaws.ap-northeast-2.s3',
    'com.amazonaws.ap-northeast-2.dynamodb',
  ]);
});

test('flow logs are kept for as long as asked, by a role that can write to their group alone', () => {
  const [logGroup] = ofType('LogGroup');
  expect(logGroup?.inputs.retentionInDays).toBe(14);
  const trust = JSON.parse(String(ofType('Role')[0]?.inputs.assumeRolePolicy));
  expect(trust.Statement).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
      Action: ['sts:AssumeRole'],
      Condition: {
        StringEquals: { 'aws:SourceAccount': '123456789012' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:ec2:ap-northeast-2:123456789012:vpc-flow-log/*' },
      },
    },
  ]);
  const delivery = JSON.parse(String(ofType('RolePolicy')[0]?.inputs.policy));
  const writes = delivery.Statement.filter(({ Action }: { Action: string[] }) =>
    Action.includes('logs:PutLogEvents'),
  );
  expect(writes).toEqual([
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      Resource: ['arn:aws:logs:ap-northeast-2:123456789012:log-group:net-flow-logs:*'],
    },
  ]);
});

test('a block that is too small is refused before anything is made', async () => {
  await expect(recordNetwork({ cidr: '10.20.0.0/24' })).rejects.toThrow('"10.20.0.0/24"');
});
