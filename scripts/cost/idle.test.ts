import { expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { Network } from '../../infra/network/Network.ts';
import { record } from '../../infra/recording/recorder.ts';
import { idleCharges, monthlyCost } from './idle.ts';

const chargesOf = async (program: () => unknown) => idleCharges(await record(() => void program()));

function nodes(minSize: number) {
  const template = new aws.ec2.LaunchTemplate('nodes', {
    blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { volumeSize: 50 } }],
  });
  new aws.eks.NodeGroup('nodes', {
    clusterName: 'video',
    nodeRoleArn: 'arn:aws:iam::123456789012:role/nodes',
    subnetIds: ['subnet-1'],
    instanceTypes: ['m5.large'],
    launchTemplate: { id: template.id, version: '1' },
    scalingConfig: { minSize, maxSize: 6, desiredSize: minSize },
  });
}

test('counts what the program makes, by what is on the bill', async () => {
  const single = await chargesOf(
    () =>
      new Network('net', {
        cidr: '10.20.0.0/16',
        nat: 'single',
        clusterName: 'video',
        logRetentionDays: 30,
      }),
  );
  const gateways = single.recorded.find(({ item }) => item === 'NAT gateways');
  expect(gateways).toEqual({ item: 'NAT gateways', quantity: 1, price: 'natGatewayHour' });
  expect(gateways && monthlyCost(gateways, 'ap-northeast-2')).toBeCloseTo(0.059 * 730);
  expect(single.recorded.map(({ item }) => item)).toEqual(
    expect.arrayContaining(['Public IPv4 addresses', 'Logs taken in, GB', 'Logs kept, GB']),
  );
  expect(single.assumed).toEqual([]);
});

test('nodes count at their minimum, each with the disk of its launch template', async () => {
  const { recorded, assumed } = await chargesOf(() => nodes(3));
  expect(recorded).toEqual([
    { item: 'Nodes, m5.large, at the minimum', quantity: 3, price: 'instance m5.large' },
    { item: 'Disks of instances, GB', quantity: 150, price: 'gp3GbMonth' },
  ]);
  expect(assumed).toContainEqual({ item: 'Load balancers', quantity: 2, price: 'albHour' });
  expect(assumed).toContainEqual({
    item: 'Spare node, m5.large',
    quantity: 1,
    price: 'instance m5.large',
  });
});

test('an alarm on an expression costs as many as it has metrics', async () => {
  const metric = (id: string) => ({
    id,
    metric: { namespace: 'AWS/SQS', metricName: id, period: 60, stat: 'Sum' },
  });
  const { recorded } = await chargesOf(() => {
    const common = { comparisonOperator: 'GreaterThanThreshold', evaluationPeriods: 1 };
    new aws.cloudwatch.MetricAlarm('plain', { ...common, metricName: 'Errors' });
    new aws.cloudwatch.MetricAlarm('sum', {
      ...common,
      metricQueries: [metric('a'), metric('b'), { id: 'both', expression: 'a + b' }],
    });
  });
  expect(recorded).toEqual([{ item: 'Alarms', quantity: 3, price: 'alarmMetricMonth' }]);
});

test('a resource that nobody has spoken of stops the calculation, by type and name', async () => {
  const program = () => {
    const parent = new pulumi.ComponentResource('tidecast:test:Owner', 'owner', {});
    new aws.elasticache.Cluster('cache', {}, { parent });
    new aws.sqs.Queue('queue', {}, { parent });
  };
  await expect(chargesOf(program)).rejects.toThrow(
    'aws:elasticache/cluster:Cluster, such as cache',
  );
  await expect(chargesOf(program)).rejects.not.toThrow('queue');
});

test('what is free in one form does not pass in the other', async () => {
  const endpoint = (vpcEndpointType: string) => () =>
    new aws.ec2.VpcEndpoint('s3', { vpcId: 'vpc-1', serviceName: 's3', vpcEndpointType });
  expect((await chargesOf(endpoint('Gateway'))).recorded).toEqual([]);
  await expect(chargesOf(endpoint('Interface'))).rejects.toThrow('aws:ec2/vpcEndpoint:VpcEndpoint');
});
