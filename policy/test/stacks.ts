import type { JudgedResource } from './judge.ts';

type Inputs = Readonly<Record<string, unknown>>;

export function resource(type: string, name: string, inputs: Inputs, id = name): JudgedResource {
  return { type, name, inputs, id };
}

/** A policy document as the text that AWS resources take. */
export function document(...statements: readonly Inputs[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export function denyPlainHttp(action: string, ...resources: readonly string[]): Inputs {
  return {
    Effect: 'Deny',
    Principal: '*',
    Action: [action],
    Resource: resources,
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

export function trustService(Service: string): string {
  return document({ Effect: 'Allow', Principal: { Service }, Action: ['sts:AssumeRole'] });
}

/** The four resources that make a bucket as it should be. */
export function soundBucket(name: string): JudgedResource[] {
  const arn = `arn:aws:s3:::${name}`;
  return [
    resource('aws:s3/bucket:Bucket', name, {}),
    resource('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock', `${name}-access`, {
      bucket: name,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    }),
    resource(
      'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
      `${name}-encryption`,
      {
        bucket: name,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
      },
    ),
    resource('aws:s3/bucketPolicy:BucketPolicy', `${name}-policy`, {
      bucket: name,
      policy: document(denyPlainHttp('s3:*', arn, `${arn}/*`)),
    }),
  ];
}

const issuer = 'oidc.eks.ap-northeast-2.amazonaws.com/id/ABC';

/** A stack of one of each, with nothing to say against it. */
export const soundStack: readonly JudgedResource[] = [
  ...soundBucket('media'),
  resource('aws:sqs/queue:Queue', 'jobs', { sqsManagedSseEnabled: true }, 'https://sqs/jobs'),
  resource('aws:sqs/queuePolicy:QueuePolicy', 'jobs-policy', {
    queueUrl: 'https://sqs/jobs',
    policy: document(denyPlainHttp('sqs:*', 'arn:aws:sqs:ap-northeast-2:123456789012:jobs')),
  }),
  resource('aws:sns/topic:Topic', 'alarms', { kmsMasterKeyId: 'key' }, 'arn:aws:sns:::alarms'),
  resource('aws:sns/topicPolicy:TopicPolicy', 'alarms-policy', {
    arn: 'arn:aws:sns:::alarms',
    policy: document(denyPlainHttp('sns:Publish', 'arn:aws:sns:::alarms')),
  }),
  resource('aws:dynamodb/table:Table', 'videos', {
    serverSideEncryption: { enabled: true },
    pointInTimeRecovery: { enabled: true },
  }),
  resource('aws:dynamodb/table:Table', 'expiring', {
    serverSideEncryption: { enabled: true },
    ttl: { enabled: true, attributeName: 'expire' },
  }),
  resource('aws:kms/key:Key', 'key', {
    enableKeyRotation: true,
    policy: document({
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: ['kms:PutKeyPolicy'],
      Resource: '*',
    }),
  }),
  resource('aws:kms/key:Key', 'signing', { customerMasterKeySpec: 'RSA_2048' }),
  resource('aws:ecr/repository:Repository', 'api', {
    encryptionConfigurations: [{ encryptionType: 'AES256' }],
  }),
  resource('aws:ec2/launchTemplate:LaunchTemplate', 'nodes', {
    metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted: 'true' } }],
  }),
  resource('aws:eks/nodeGroup:NodeGroup', 'nodes', { launchTemplate: { version: '1' } }),
  resource('aws:ec2/instance:Instance', 'access', {
    metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
    rootBlockDevice: { encrypted: true },
  }),
  resource('aws:ec2/securityGroup:SecurityGroup', 'admin', { ingress: [] }),
  resource('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule', 'load-balancer-admin-443', {
    cidrIpv4: '0.0.0.0/0',
    fromPort: 443,
    toPort: 443,
  }),
  // The component comes without inputs: infra/recording/eks-children.ts says why.
  resource('eks:index:Cluster', 'cluster', {}),
  resource('aws:eks/cluster:Cluster', 'cluster-eksCluster', {
    name: 'tidecast',
    encryptionConfig: { provider: { keyArn: 'arn:aws:kms:::key/1' }, resources: ['secrets'] },
    enabledClusterLogTypes: ['api'],
  }),
  resource('aws:cloudwatch/logGroup:LogGroup', 'cluster-logs', {
    name: '/aws/eks/tidecast/cluster',
    retentionInDays: 30,
  }),
  resource('aws:cloudwatch/logGroup:LogGroup', 'submit-logs', { retentionInDays: 30 }),
  resource('aws:lambda/function:Function', 'submit', {
    loggingConfig: { logFormat: 'JSON', logGroup: 'submit-logs' },
    environment: { variables: { VIDEOS_TABLE: 'videos', SIGN_IN_TOKEN_SECONDS: '300' } },
  }),
  resource('aws:iam/role:Role', 'submit', {
    assumeRolePolicy: trustService('lambda.amazonaws.com'),
  }),
  resource('aws:iam/role:Role', 'api', {
    assumeRolePolicy: document({
      Effect: 'Allow',
      Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${issuer}` },
      Action: ['sts:AssumeRoleWithWebIdentity'],
      Condition: {
        StringEquals: {
          [`${issuer}:sub`]: 'system:serviceaccount:video:api',
          [`${issuer}:aud`]: 'sts.amazonaws.com',
        },
      },
    }),
  }),
  resource('aws:iam/rolePolicy:RolePolicy', 'api', {
    policy: document({
      Effect: 'Allow',
      Action: ['s3:GetObject'],
      Resource: ['arn:aws:s3:::media/*'],
    }),
  }),
  resource('aws:cloudfront/distribution:Distribution', 'site', {
    origins: [
      {
        originId: 'api',
        customOriginConfig: {
          originProtocolPolicy: 'https-only',
          originSslProtocols: ['TLSv1.2'],
        },
      },
    ],
    defaultCacheBehavior: { viewerProtocolPolicy: 'redirect-to-https' },
    viewerCertificate: { minimumProtocolVersion: 'TLSv1.2_2021' },
  }),
];

/** A stack in which every rule finds something. */
export const rottenStack: readonly JudgedResource[] = [
  resource('aws:s3/bucket:Bucket', 'open', { acl: 'public-read' }),
  resource('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock', 'half', {
    bucket: 'another',
    blockPublicAcls: true,
  }),
  resource('aws:s3/bucketPolicy:BucketPolicy', 'wide', {
    bucket: 'another',
    policy: document({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }),
  }),
  resource('aws:sqs/queue:Queue', 'plain', {}),
  resource('aws:dynamodb/table:Table', 'forgetful', {}),
  resource('aws:kms/key:Key', 'old', {}),
  resource('aws:cloudfront/distribution:Distribution', 'http', {
    defaultCacheBehavior: { viewerProtocolPolicy: 'allow-all' },
  }),
  resource('aws:ec2/securityGroup:SecurityGroup', 'ssh', {
    ingress: [{ fromPort: 22, toPort: 22, cidrBlocks: ['0.0.0.0/0'] }],
  }),
  resource('aws:ec2/instance:Instance', 'box', { associatePublicIpAddress: true }),
  resource('aws:eks/nodeGroup:NodeGroup', 'nodes', {}),
  resource('aws:iam/role:Role', 'anybody', {
    assumeRolePolicy: document({
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 'sts:AssumeRole',
    }),
    managedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'],
  }),
  resource('aws:cloudwatch/logGroup:LogGroup', 'for-ever', {}),
  resource('aws:lambda/function:Function', 'silent', {
    environment: { variables: { QUEUE_URL: 'https://undefined/jobs', API_TOKEN: 'hush' } },
  }),
];
