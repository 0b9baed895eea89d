import type { RecordedResource, Recording } from '../../infra/recording/recorder.ts';
import {
  emptyReceivesPerMonth,
  idleLogGb,
  imageGb,
  logCompression,
  otherLogGb,
  tableGb,
} from './assumptions.ts';
import { instancePrice, type PriceName } from './prices.ts';

/** A monthly quantity of something that has a price, while nobody uses the service. */
export interface Charge {
  /** Its name in the table. */
  readonly item: string;
  /** In units of the price: for what is billed by the hour, how many run all month. */
  readonly quantity: number;
  readonly price: PriceName;
}

type ChargeRule = (resource: RecordedResource, recording: Recording) => readonly Charge[];

/** GiB of a node whose launch template does not say (EKS User Guide, "Launch template support"). */
const defaultNodeDiskGb = 20;
/** GiB of the AL2023 image's own root volume. */
const defaultInstanceDiskGb = 8;

/** The resource types that cost something just by existing. */
export const chargeRules: Readonly<Record<string, ChargeRule>> = {
  'aws:cloudwatch/logGroup:LogGroup': ({ name, inputs }) => {
    const known = Object.entries(idleLogGb).find(([ending]) => name.endsWith(ending));
    const gb = known?.[1] ?? otherLogGb;
    const months = Number(inputs.retentionInDays) / 30;
    return [
      { item: 'Logs taken in, GB', quantity: gb, price: 'logGbIngested' },
      { item: 'Logs kept, GB', quantity: gb * months * logCompression, price: 'logGbMonth' },
    ];
  },
  'aws:cloudwatch/metricAlarm:MetricAlarm': ({ inputs }) => {
    // An expression over several metrics is billed per metric.
    const metrics = objects(inputs.metricQueries).filter(({ metric }) => metric !== undefined);
    return [{ item: 'Alarms', quantity: Math.max(1, metrics.length), price: 'alarmMetricMonth' }];
  },
  'aws:dynamodb/table:Table': ({ inputs }) => {
    const { enabled } = object(inputs.pointInTimeRecovery);
    return [
      { item: 'Tables, GB', quantity: tableGb, price: 'tableGbMonth' },
      ...(enabled === true
        ? [
            {
              item: 'Backup of tables, GB',
              quantity: tableGb,
              price: 'tableBackupGbMonth',
            } as const,
          ]
        : []),
    ];
  },
  'aws:ec2/eip:Eip': () => [
    { item: 'Public IPv4 addresses', quantity: 1, price: 'publicIpv4Hour' },
  ],
  'aws:ec2/instance:Instance': ({ inputs }) => {
    const type = String(inputs.instanceType);
    const { volumeSize = defaultInstanceDiskGb } = object(inputs.rootBlockDevice);
    return [
      { item: `Remote access, ${type}`, quantity: 1, price: instancePrice(type) },
      { item: 'Disks of instances, GB', quantity: Number(volumeSize), price: 'gp3GbMonth' },
    ];
  },
  'aws:ec2/natGateway:NatGateway': () => [
    { item: 'NAT gateways', quantity: 1, price: 'natGatewayHour' },
  ],
  'aws:ecr/repository:Repository': () => [
    { item: 'Images, GB', quantity: imageGb, price: 'ecrGbMonth' },
  ],
  'aws:eks/nodeGroup:NodeGroup': (group, recording) => {
    const { minSize, type, diskGb } = describeNodes(group, recording);
    return [
      { item: `Nodes, ${type}, at the minimum`, quantity: minSize, price: instancePrice(type) },
      { item: 'Disks of instances, GB', quantity: minSize * diskGb, price: 'gp3GbMonth' },
    ];
  },
  'aws:eks/cluster:Cluster': () => [
    { item: 'EKS control plane', quantity: 1, price: 'eksClusterHour' },
  ],
  // Each of the first two yearly rotations adds as much again.
  'aws:kms/key:Key': () => [{ item: 'KMS keys', quantity: 1, price: 'kmsKeyMonth' }],
  'aws:lambda/eventSourceMapping:EventSourceMapping': () => [
    {
      item: 'Asking empty queues, million requests',
      quantity: emptyReceivesPerMonth / 1e6,
      price: 'queueMillionRequests',
    },
  ],
  'aws:route53/zone:Zone': () => [{ item: 'Route 53 zone', quantity: 1, price: 'hostedZoneMonth' }],
  'aws:secretsmanager/secret:Secret': () => [
    { item: 'Secrets', quantity: 1, price: 'secretMonth' },
  ],
  'aws:wafv2/webAcl:WebAcl': ({ inputs }) => [
    { item: 'Firewall', quantity: 1, price: 'webAclMonth' },
    // A managed rule group counts as one.
    {
      item: 'Rules of the firewall',
      quantity: objects(inputs.rules).length,
      price: 'webAclRuleMonth',
    },
  ],
};

/** The minimum number of nodes, their type and their disks. */
export function describeNodes(
  { inputs }: RecordedResource,
  { resources }: Recording,
): { readonly minSize: number; readonly type: string; readonly diskGb: number } {
  const { id: templateId } = object(inputs.launchTemplate);
  const template = resources.find(
    ({ type, id }) => type === 'aws:ec2/launchTemplate:LaunchTemplate' && id === templateId,
  );
  const [disk] = objects(template?.inputs.blockDeviceMappings);
  const { volumeSize = defaultNodeDiskGb } = object(disk?.ebs);
  const [type] = Array.isArray(inputs.instanceTypes) ? inputs.instanceTypes : [];
  return {
    minSize: Number(object(inputs.scalingConfig).minSize),
    type: String(type),
    diskGb: Number(volumeSize),
  };
}

function objects(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function object(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
