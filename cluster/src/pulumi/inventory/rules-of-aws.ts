import { isProperties, type Properties } from '../values.ts';
import type { AccountResource, ForeignResource, Operation } from './resources.ts';

/** As far as AWS looks at it before it does something. */
interface Account {
  readonly foreign: readonly ForeignResource[];
  list(type?: string): readonly AccountResource[];
}

/** Types that AWS does not delete while one of these names it in its settings. */
const holders: Readonly<Record<string, readonly string[]>> = {
  'aws:ec2/vpc:Vpc': [
    'aws:ec2/subnet:Subnet',
    'aws:ec2/securityGroup:SecurityGroup',
    'aws:ec2/internetGateway:InternetGateway',
    'aws:ec2/vpcEndpoint:VpcEndpoint',
  ],
  'aws:ec2/subnet:Subnet': [
    'aws:ec2/instance:Instance',
    'aws:ec2/natGateway:NatGateway',
    'aws:eks/cluster:Cluster',
    'aws:eks/nodeGroup:NodeGroup',
  ],
  'aws:ec2/securityGroup:SecurityGroup': [
    'aws:ec2/instance:Instance',
    'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule',
  ],
  'aws:ec2/eip:Eip': ['aws:ec2/natGateway:NatGateway'],
  'aws:eks/cluster:Cluster': ['aws:eks/nodeGroup:NodeGroup'],
  'aws:iam/role:Role': [
    'aws:iam/instanceProfile:InstanceProfile',
    'aws:iam/rolePolicy:RolePolicy',
    'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  ],
  'aws:acm/certificate:Certificate': ['aws:cloudfront/distribution:Distribution'],
  'aws:cloudfront/publicKey:PublicKey': ['aws:cloudfront/keyGroup:KeyGroup'],
  'aws:cloudfront/keyGroup:KeyGroup': ['aws:cloudfront/distribution:Distribution'],
  'aws:cloudfront/cachePolicy:CachePolicy': ['aws:cloudfront/distribution:Distribution'],
  'aws:cloudfront/function:Function': ['aws:cloudfront/distribution:Distribution'],
  'aws:wafv2/webAcl:WebAcl': ['aws:cloudfront/distribution:Distribution'],
};

/** A rule of a group is a part of it, and goes with it. */
const parts: Readonly<Record<string, string>> = {
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': 'securityGroupId',
};

/** What keeps AWS from deleting a resource, as AWS would list it. */
export function holdersOf(resource: AccountResource, account: Account): string[] {
  const called = [resource.id, resource.outputs.arn].filter((name) => typeof name === 'string');
  const types = holders[resource.type] ?? [];
  const own = account
    .list()
    .filter(({ type }) => types.includes(type))
    .filter(({ type, inputs }) => {
      const { [parts[type] ?? '']: _whole, ...others } = inputs;
      return textsWithin(others).some((text) => called.includes(text));
    });
  const destroysRecords = resource.inputs.forceDestroy === true;
  const foreign = account.foreign.filter(
    ({ kind, uses = [] }) =>
      uses.some((used) => called.includes(used)) && !(kind === 'DNS record' && destroysRecords),
  );
  return [
    ...own.map(({ type, id }) => `${type.split(':').at(-1)} ${id}`),
    ...foreign.map(({ kind, id }) => `${kind} ${id}`),
  ];
}

/** @throws Error for what AWS would not do, in its words */
export function refusal(
  operation: Operation['operation'],
  type: string,
  inputs: Properties,
  olds: Properties,
  account: Account,
): void {
  if (type === 'aws:eks/nodeGroup:NodeGroup') checkNodes(operation, inputs, account);
  if (type === 'aws:eks/cluster:Cluster' && operation === 'update') checkVersion(inputs, olds);
}

/** EKS User Guide, "UpdateNodegroupConfig": the number that runs stays between the two. */
function checkNodes(
  operation: string,
  { scalingConfig, version, clusterName }: Properties,
  account: Account,
) {
  const { minSize, desiredSize, maxSize } = isProperties(scalingConfig) ? scalingConfig : {};
  if (Number(minSize) > Number(desiredSize)) {
    throw new Error(
      `InvalidParameterException: Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`,
    );
  }
  if (Number(desiredSize) > Number(maxSize)) {
    throw new Error(
      `InvalidParameterException: desired capacity ${desiredSize} can't be greater than max size ${maxSize}`,
    );
  }
  const cluster = account.list('aws:eks/cluster:Cluster').find(({ id }) => id === clusterName);
  if (operation === 'update' && cluster && minor(version) > minor(cluster.inputs.version)) {
    throw new Error(
      `InvalidParameterException: Nodegroup kubernetes version ${version} can't be greater than cluster version ${cluster.inputs.version}`,
    );
  }
}

/** EKS User Guide, "Update existing cluster to new Kubernetes version": one minor version, upwards. */
function checkVersion({ version }: Properties, olds: Properties): void {
  const step = minor(version) - minor(olds.version);
  if (step < 0 || step > 1) {
    throw new Error(
      `InvalidParameterException: Unsupported Kubernetes minor version update from ${olds.version} to ${version}`,
    );
  }
}

/** Outputs that a change renews. */
export function made(type: string, olds: Properties): Properties {
  if (type !== 'aws:ec2/launchTemplate:LaunchTemplate') return {};
  const latestVersion = Number(olds.latestVersion) + 1;
  return { latestVersion, defaultVersion: latestVersion };
}

function minor(version: unknown): number {
  return Number(String(version).split('.')[1]);
}

function textsWithin(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsWithin);
}
