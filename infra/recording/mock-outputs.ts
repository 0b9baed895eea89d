import { createHash, generateKeyPairSync } from 'node:crypto';
import type { runtime } from '@pulumi/pulumi';

/** What AWS would answer, realistic enough that texts made from it would be valid in AWS. */

export const accountId = '123456789012';
export const region = 'ap-northeast-2';

type Inputs = Readonly<Record<string, unknown>>;
type Outputs = Record<string, unknown>;

/** A stable stand-in for AWS's random values. */
function hex(name: string, length: number): string {
  return createHash('sha256').update(name).digest('hex').slice(0, length);
}

function arn(service: string, resource: string, where = region, account = accountId): string {
  return `arn:aws:${service}:${where}:${account}:${resource}`;
}

const uuid = (name: string) =>
  hex(name, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function ec2(prefix: string, kind: string) {
  return (name: string): Outputs => {
    const id = `${prefix}-${hex(name, 17)}`;
    return { id, arn: arn('ec2', `${kind}/${id}`) };
  };
}

const named =
  (service: string, kind: string, where = region) =>
  (name: string): Outputs => ({
    id: name,
    name,
    arn: arn(service, `${kind}${name}`, where),
  });

const byId = (name: string): Outputs => ({ id: uuid(name) });

let keyPair: Outputs | undefined;
/** One key for all, because generating one takes a tenth of a second. */
function rsaKey(name: string): Outputs {
  keyPair ??= (() => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return {
      privateKeyPem: privateKey.export({ type: 'pkcs1', format: 'pem' }),
      privateKeyPemPkcs8: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }),
    };
  })();
  return { id: hex(name, 40), ...keyPair };
}

function certificate(name: string, inputs: Inputs): Outputs {
  const id = arn('acm', `certificate/${uuid(name)}`, String(inputs.region ?? region));
  const names = [inputs.domainName, ...list(inputs.subjectAlternativeNames)].map(String);
  return {
    id,
    arn: id,
    domainValidationOptions: names.map((domainName) => ({
      domainName,
      resourceRecordName: `_${hex(domainName, 32)}.${domainName}.`,
      resourceRecordType: 'CNAME',
      resourceRecordValue: `_${hex(`${domainName} value`, 32)}.acm-validations.aws.`,
    })),
  };
}

function cluster(clusterName: string, version: unknown): Outputs {
  const issuer = `https://oidc.eks.${region}.amazonaws.com/id/${hex(clusterName, 32).toUpperCase()}`;
  return {
    id: clusterName,
    name: clusterName,
    arn: arn('eks', `cluster/${clusterName}`),
    endpoint: `https://${hex(clusterName, 32).toUpperCase()}.gr7.${region}.eks.amazonaws.com`,
    version,
    status: 'ACTIVE',
    certificateAuthority: { data: Buffer.from('certificate').toString('base64') },
    identities: [{ oidcs: [{ issuer }] }],
    vpcConfig: { clusterSecurityGroupId: `sg-${hex(clusterName, 17)}` },
  };
}

/** The outputs of the component around a cluster, as returned by the provider of @pulumi/eks. */
function clusterComponent(name: string, inputs: Inputs): Outputs {
  const eksCluster = cluster(String(inputs.name ?? name), inputs.version);
  const issuer = `oidc.eks.${region}.amazonaws.com/id/${hex(String(eksCluster.name), 32).toUpperCase()}`;
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: eksCluster.name, cluster: { server: eksCluster.endpoint } }],
  };
  return {
    id: eksCluster.id,
    eksCluster,
    kubeconfig,
    kubeconfigJson: JSON.stringify(kubeconfig),
    oidcProviderArn: `arn:aws:iam::${accountId}:oidc-provider/${issuer}`,
    oidcProviderUrl: `https://${issuer}`,
    oidcIssuer: issuer,
    clusterSecurityGroupId: `sg-${hex(String(eksCluster.name), 17)}`,
    nodeSecurityGroupId: '',
  };
}

function lambdaFunction(name: string): Outputs {
  const own = arn('lambda', `function:${name}`);
  const invokeArn = `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${own}/invocations`;
  return { id: name, name, arn: own, invokeArn, version: '1' };
}

const makers: Readonly<Record<string, (name: string, inputs: Inputs) => Outputs>> = {
  'aws:acm/certificate:Certificate': certificate,
  'aws:acm/certificateValidation:CertificateValidation': (_name, inputs) => ({
    id: String(inputs.certificateArn),
  }),
  'aws:apigatewayv2/api:Api': (name) => {
    const id = hex(name, 10);
    return {
      id,
      arn: `arn:aws:apigateway:${region}::/apis/${id}`,
      apiEndpoint: `https://${id}.execute-api.${region}.amazonaws.com`,
      executionArn: arn('execute-api', id),
    };
  },
  'aws:apigatewayv2/authorizer:Authorizer': (name) => ({ id: hex(name, 6) }),
  'aws:apigatewayv2/integration:Integration': (name) => ({ id: hex(name, 7) }),
  'aws:apigatewayv2/route:Route': (name) => ({ id: hex(name, 7) }),
  'aws:apigatewayv2/stage:Stage': (_name, inputs) => ({ id: String(inputs.name) }),
  'aws:budgets/budget:Budget': named('budgets', 'budget/', ''),
  'aws:cloudfront/cachePolicy:CachePolicy': byId,
  'aws:cloudfront/distribution:Distribution': (name) => {
    const id = `E${hex(name, 13).toUpperCase()}`;
    return {
      id,
      arn: arn('cloudfront', `distribution/${id}`, ''),
      domainName: `d${hex(name, 13)}.cloudfront.net`,
      hostedZoneId: 'Z2FDTNDATAQYW2',
    };
  },
  'aws:cloudfront/function:Function': (name) => ({
    id: name,
    name,
    arn: arn('cloudfront', `function/${name}`, ''),
  }),
  'aws:cloudfront/keyGroup:KeyGroup': byId,
  'aws:cloudfront/originAccessControl:OriginAccessControl': (name) => ({
    id: `E${hex(name, 13).toUpperCase()}`,
  }),
  'aws:cloudfront/originRequestPolicy:OriginRequestPolicy': byId,
  'aws:cloudfront/publicKey:PublicKey': (name) => ({ id: `K${hex(name, 13).toUpperCase()}` }),
  'aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy': byId,
  'aws:cloudwatch/eventRule:EventRule': named('events', 'rule/'),
  'aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination': named(
    'logs',
    'delivery-destination:',
    'us-east-1',
  ),
  'aws:cloudwatch/logDeliverySource:LogDeliverySource': named(
    'logs',
    'delivery-source:',
    'us-east-1',
  ),
  'aws:cloudwatch/logGroup:LogGroup': (name, inputs) => {
    const group = String(inputs.name ?? name);
    return { id: group, name: group, arn: arn('logs', `log-group:${group}`) };
  },
  'aws:cloudwatch/metricAlarm:MetricAlarm': named('cloudwatch', 'alarm:'),
  'aws:cognito/userPool:UserPool': (name) => {
    const id = `${region}_${hex(name, 9).toUpperCase()}`;
    return {
      id,
      name,
      arn: arn('cognito-idp', `userpool/${id}`),
      endpoint: `cognito-idp.${region}.amazonaws.com/${id}`,
    };
  },
  'aws:cognito/userPoolClient:UserPoolClient': (name, inputs) => ({
    id: hex(name, 26),
    clientSecret: inputs.generateSecret === true ? hex(`${name} secret`, 51) : '',
  }),
  'aws:cognito/userPoolDomain:UserPoolDomain': (_name, inputs) => ({
    id: String(inputs.domain),
    domain: String(inputs.domain),
  }),
  'aws:dynamodb/table:Table': named('dynamodb', 'table/'),
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': ec2('sg', 'security-group'),
  'aws:ec2/eip:Eip': (name) => {
    const id = `eipalloc-${hex(name, 17)}`;
    return { id, allocationId: id, arn: arn('ec2', `elastic-ip/${id}`), publicIp: '203.0.113.10' };
  },
  'aws:ec2/flowLog:FlowLog': ec2('fl', 'vpc-flow-log'),
  'aws:ec2/instance:Instance': ec2('i', 'instance'),
  'aws:ec2/internetGateway:InternetGateway': ec2('igw', 'internet-gateway'),
  'aws:ec2/launchTemplate:LaunchTemplate': (name) => ({
    ...ec2('lt', 'launch-template')(name),
    latestVersion: 1,
    defaultVersion: 1,
    name,
  }),
  'aws:ec2/natGateway:NatGateway': ec2('nat', 'natgateway'),
  'aws:ec2/routeTable:RouteTable': ec2('rtb', 'route-table'),
  'aws:ec2/securityGroup:SecurityGroup': ec2('sg', 'security-group'),
  'aws:ec2/subnet:Subnet': ec2('subnet', 'subnet'),
  'aws:ec2/vpc:Vpc': ec2('vpc', 'vpc'),
  'aws:ec2/vpcEndpoint:VpcEndpoint': ec2('vpce', 'vpc-endpoint'),
  'aws:ecr/repository:Repository': (name) => ({
    ...named('ecr', 'repository/')(name),
    repositoryUrl: `${accountId}.dkr.ecr.${region}.amazonaws.com/${name}`,
  }),
  'aws:eks/addon:Addon': (_name, inputs) => ({
    id: `${inputs.clusterName}:${inputs.addonName}`,
    arn: arn('eks', `addon/${inputs.clusterName}/${inputs.addonName}/x`),
  }),
  'aws:eks/cluster:Cluster': (name, inputs) => {
    const made = cluster(String(inputs.name ?? name), inputs.version);
    return { ...made, vpcConfig: { ...Object(inputs.vpcConfig), ...Object(made.vpcConfig) } };
  },
  'aws:eks/nodeGroup:NodeGroup': (name, inputs) => ({
    id: `${inputs.clusterName}:${name}`,
    nodeGroupName: name,
    arn: arn('eks', `nodegroup/${inputs.clusterName}/${name}/${uuid(name)}`),
    resources: [{ autoscalingGroups: [{ name: `eks-${name}-${uuid(name)}` }] }],
    status: 'ACTIVE',
  }),
  'aws:iam/instanceProfile:InstanceProfile': named('iam', 'instance-profile/', ''),
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': (_name, inputs) => {
    const id = `arn:aws:iam::${accountId}:oidc-provider/${String(inputs.url).replace('https://', '')}`;
    return { id, arn: id };
  },
  'aws:iam/policy:Policy': named('iam', 'policy/', ''),
  'aws:iam/role:Role': named('iam', 'role/', ''),
  'aws:ivs/recordingConfiguration:RecordingConfiguration': (name) => {
    const id = arn('ivs', `recording-configuration/${hex(name, 12)}`);
    return { id, arn: id, name, state: 'ACTIVE' };
  },
  'aws:kms/alias:Alias': (_name, inputs) => ({
    id: String(inputs.name),
    name: String(inputs.name),
    arn: arn('kms', String(inputs.name)),
  }),
  'aws:kms/key:Key': (name) => ({
    id: uuid(name),
    keyId: uuid(name),
    arn: arn('kms', `key/${uuid(name)}`),
  }),
  'aws:lambda/function:Function': lambdaFunction,
  'aws:mediaconvert/queue:Queue': named('mediaconvert', 'queues/'),
  'aws:resourcegroups/group:Group': named('resource-groups', 'group/'),
  'aws:route53/record:Record': (_name, inputs) => ({
    id: `${inputs.zoneId}_${inputs.name}_${inputs.type}`,
    fqdn: String(inputs.name),
    name: String(inputs.name),
  }),
  'aws:route53/zone:Zone': (name, inputs) => {
    const id = `Z${hex(name, 20).toUpperCase()}`;
    return {
      id,
      zoneId: id,
      name: String(inputs.name),
      arn: `arn:aws:route53:::hostedzone/${id}`,
      nameServers: [0, 1, 2, 3].map((number) => `ns-${number}.awsdns-0${number}.com`),
    };
  },
  'aws:s3/bucket:Bucket': (name) => ({
    id: name,
    bucket: name,
    arn: `arn:aws:s3:::${name}`,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    bucketRegion: region,
    hostedZoneId: 'Z3W03O7B5YMIYP',
  }),
  'aws:scheduler/schedule:Schedule': named('scheduler', 'schedule/default/'),
  'aws:scheduler/scheduleGroup:ScheduleGroup': named('scheduler', 'schedule-group/'),
  'aws:secretsmanager/secret:Secret': (name) => {
    const id = arn('secretsmanager', `secret:${name}-${hex(name, 6)}`);
    return { id, arn: id, name };
  },
  'aws:secretsmanager/secretVersion:SecretVersion': byId,
  'aws:sns/topic:Topic': (name) => ({ id: arn('sns', name), arn: arn('sns', name), name }),
  'aws:sqs/queue:Queue': (name) => {
    const url = `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
    return { id: url, url, name, arn: arn('sqs', name) };
  },
  'aws:wafv2/webAcl:WebAcl': (name) => ({
    id: uuid(name),
    arn: arn('wafv2', `global/webacl/${name}/${uuid(name)}`, 'us-east-1'),
  }),
  'eks:index:Cluster': clusterComponent,
  'kubernetes:helm.sh/v3:Release': (name, inputs) => ({
    id: `${inputs.namespace}/${inputs.name ?? name}`,
    name: String(inputs.name ?? name),
    status: { status: 'deployed', name: String(inputs.name ?? name) },
  }),
  'random:index/randomPassword:RandomPassword': (name) => ({ id: 'none', result: hex(name, 40) }),
  'tls:index/privateKey:PrivateKey': rsaKey,
};

/** Answers a registration. Unknown types get an id and their own inputs. */
export async function mockResource(args: runtime.MockResourceArgs) {
  const inputs = withoutCode(args.inputs);
  const made = makers[args.type]?.(args.name, inputs) ?? {};
  const id = String(made.id ?? args.id ?? '') || `${args.name}-id`;
  return { id, state: { ...inputs, ...made } };
}

/** The same in a preview, where AWS's answers are not known yet. */
export async function mockPreview(args: runtime.MockResourceArgs) {
  return { id: args.id, state: withoutCode(args.inputs) };
}

/** Archives arrive as promises, and nothing reads them. */
function withoutCode({ code: _code, ...inputs }: Inputs): Inputs {
  return inputs;
}

const calls: Readonly<Record<string, (inputs: Inputs) => Outputs>> = {
  'aws:index/getCallerIdentity:getCallerIdentity': () => ({
    accountId,
    arn: `arn:aws:iam::${accountId}:user/deployer`,
    userId: 'AIDAEXAMPLE',
    id: accountId,
  }),
  'aws:index/getPartition:getPartition': () => ({
    partition: 'aws',
    dnsSuffix: 'amazonaws.com',
    reverseDnsPrefix: 'com.amazonaws',
    id: 'aws',
  }),
  'aws:index/getRegion:getRegion': () => ({ name: region, region, id: region, description: '' }),
  'aws:index/getAvailabilityZones:getAvailabilityZones': () => ({
    names: ['a', 'b', 'c', 'd'].map((zone) => `${region}${zone}`),
    zoneIds: [1, 2, 3, 4].map((zone) => `apne2-az${zone}`),
    id: region,
  }),
  'aws:ec2/getManagedPrefixList:getManagedPrefixList': ({ name }) => ({
    id: `pl-${hex(String(name), 8)}`,
    name,
  }),
  'aws:ec2/getPrefixList:getPrefixList': ({ name }) => ({ id: `pl-${hex(String(name), 8)}`, name }),
  'aws:eks/getAddonVersion:getAddonVersion': (inputs) => ({
    ...inputs,
    id: inputs.addonName,
    version: 'v1.20.4-eksbuild.1',
  }),
  'aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider': (inputs) => ({
    id: inputs.arn,
    arn: inputs.arn,
    url: String(inputs.arn).split('/')[1],
    clientIdLists: ['sts.amazonaws.com'],
  }),
  'aws:route53/getZone:getZone': ({ zoneId, name }) => ({
    id: zoneId,
    zoneId,
    name: name ?? 'video.acme.com',
    arn: `arn:aws:route53:::hostedzone/${zoneId}`,
    nameServers: [],
  }),
  'aws:ssm/getParameter:getParameter': ({ name }) => ({
    name,
    value: 'ami-0123456789abcdef0',
    insecureValue: 'ami-0123456789abcdef0',
    id: name,
    arn: arn('ssm', `parameter${name}`),
  }),
};

/** Answers a look-up; throws for one that is not in the table. */
export async function mockCall({ token, inputs }: runtime.MockCallArgs): Promise<Outputs> {
  const call = calls[token];
  if (!call) throw new Error(`The mocks have no answer to ${token}: add it to mock-outputs.ts`);
  return call(inputs);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
