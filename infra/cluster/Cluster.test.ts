import { expect, test } from '@jest/globals';
import * as k8s from '@pulumi/kubernetes';
import { allow, policy } from '../iam/policy-document.ts';
import { type RecordedResource, record } from '../recording/recorder.ts';
import { Cluster, type ClusterArgs } from './Cluster.ts';
import { RemoteAccess } from './RemoteAccess.ts';
import { ServiceAccountRole } from './ServiceAccountRole.ts';
import { StorageClasses } from './StorageClasses.ts';

const args: ClusterArgs = {
  clusterName: 'tidecast-dev',
  version: '1.35',
  vpcId: 'vpc-1',
  publicSubnetIds: ['subnet-public'],
  privateSubnetIds: ['subnet-private'],
  endpointCidrs: ['203.0.113.0/24'],
  admins: ['arn:aws:iam::123456789012:role/team/Admin'],
  nodeInstanceType: 'm5.large',
  nodeMin: 2,
  nodeMax: 6,
  logRetentionDays: 14,
};

const recording = await record(() => {
  const cluster = new Cluster('dev', args);
  const { clusterName, clusterArn, kubeconfig, oidcProviderArn, oidcIssuer } = cluster;
  new RemoteAccess('dev-access', {
    vpcId: args.vpcId,
    subnetId: 'subnet-private',
    instanceType: 't3.medium',
    clusterName,
    clusterArn,
    clusterSecurityGroupId: cluster.clusterSecurityGroupId,
    kubernetesVersion: '1.35',
  });
  new ServiceAccountRole('dev-api', {
    oidcProviderArn,
    oidcIssuer,
    namespace: 'video',
    serviceAccount: 'api',
    policy: policy(allow(['s3:GetObject'], ['arn:aws:s3:::source/*'])),
  });
  new StorageClasses('dev-storage', { provider: new k8s.Provider('dev', { kubeconfig }) });
  const { clusterSecurityGroupId } = cluster;
  return { clusterSecurityGroupId, kubeconfig, nodes: cluster.nodes.length };
});

function one(suffix: string, name = ''): RecordedResource {
  const found = recording.resources.filter(
    (resource) => resource.type.endsWith(suffix) && resource.name.includes(name),
  );
  const [resource] = found;
  if (!resource || found.length > 1) throw new Error(`${found.length} of ${suffix} ${name}`);
  return resource;
}

const addOn = (name: string) => one('eks/addon:Addon', name);
const nodeGroup = one('eks/nodeGroup:NodeGroup');

test('the control plane is private inside, narrow outside, logged and encrypted', () => {
  const { dependsOn } = one('eks:index:Cluster');
  expect(one('eks/cluster:Cluster').inputs).toMatchObject({
    name: 'tidecast-dev',
    accessConfig: { authenticationMode: 'API' },
    vpcConfig: { endpointPrivateAccess: true, publicAccessCidrs: ['203.0.113.0/24'] },
    enabledClusterLogTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
    encryptionConfig: {
      provider: { keyArn: expect.stringContaining(':key/') },
      resources: ['secrets'],
    },
  });
  expect(one('kms/key:Key').inputs.enableKeyRotation).toBe(true);
  const logGroup = one('logGroup:LogGroup');
  expect(logGroup.inputs).toMatchObject({
    name: '/aws/eks/tidecast-dev/cluster',
    retentionInDays: 14,
  });
  expect(dependsOn).toContain(logGroup.urn);
});

test('EKS installs nothing by itself: every add-on is ours, in the version for this Kubernetes', () => {
  expect(one('eks/cluster:Cluster').inputs.bootstrapSelfManagedAddons).toBe(false);
  for (const name of ['vpc-cni', 'kube-proxy', 'coredns', 'aws-ebs-csi-driver']) {
    expect(addOn(name).inputs).toMatchObject({
      addonName: name,
      addonVersion: expect.stringMatching(/^v\d/),
      resolveConflictsOnCreate: 'OVERWRITE',
    });
  }
  expect(JSON.parse(String(addOn('vpc-cni').inputs.configurationValues))).toEqual({
    enableNetworkPolicy: 'true',
  });
});

test('the pod network comes before the nodes, and what runs in pods after them', () => {
  expect(nodeGroup.dependsOn).toEqual(
    expect.arrayContaining([addOn('vpc-cni').urn, addOn('kube-proxy').urn]),
  );
  for (const name of ['coredns', 'aws-ebs-csi-driver']) {
    expect(addOn(name).dependsOn).toContain(nodeGroup.urn);
  }
  expect(recording.outputs.nodes).toBe(5);
});

test('nodes are private, encrypted, tight-lipped, and counted by the autoscaler alone', () => {
  expect(nodeGroup.inputs).toMatchObject({
    subnetIds: ['subnet-private'],
    instanceTypes: ['m5.large'],
    amiType: 'AL2023_x86_64_STANDARD',
    version: '1.35',
    scalingConfig: { minSize: 2, maxSize: 6, desiredSize: 2 },
    updateConfig: { maxUnavailable: 1 },
    launchTemplate: { id: one('LaunchTemplate').id, version: '1' },
    tags: {
      'k8s.io/cluster-autoscaler/enabled': 'true',
      'k8s.io/cluster-autoscaler/tidecast-dev': 'owned',
    },
  });
  expect(nodeGroup.ignoreChanges).toEqual(['scalingConfig.desiredSize']);
  expect(one('LaunchTemplate').inputs).toMatchObject({
    metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
    blockDeviceMappings: [{ ebs: { encrypted: 'true', volumeType: 'gp3' } }],
  });
});

test('AWS lets the CNI and the volume driver do their work by roles of their own', () => {
  const attached = (role: string) =>
    recording.resources
      .filter(({ type, inputs }) => type.endsWith(':RolePolicyAttachment') && inputs.role === role)
      .map(({ inputs }) => String(inputs.policyArn).replace('arn:aws:iam::aws:policy/', ''))
      .sort();
  expect(attached('dev-cni-role')).toEqual(['AmazonEKS_CNI_Policy']);
  expect(attached('dev-ebs-csi-role')).toEqual(['AmazonEBSCSIDriverPolicyV2']);
  expect(attached('dev-nodes-role')).toEqual([
    'AmazonEC2ContainerRegistryPullOnly',
    'AmazonEKSWorkerNodePolicy',
  ]);
  expect(addOn('vpc-cni').inputs.serviceAccountRoleArn).toMatch(/:role\/dev-cni-role$/);
  expect(addOn('aws-ebs-csi').inputs.serviceAccountRoleArn).toMatch(/:role\/dev-ebs-csi-role$/);
  expect(trustOf('dev-cni-role')).toMatch(/:sub":"system:serviceaccount:kube-system:aws-node"/);
  expect(trustOf('dev-api-role')).toMatch(/:sub":"system:serviceaccount:video:api"/);
});

test('administrators get in by access entries, each under a name that its neighbours do not shift', () => {
  const entry = one('accessEntry:AccessEntry', 'dev-123456789012-role-team-Admin');
  expect(entry.inputs).toMatchObject({ clusterName: 'tidecast-dev', principalArn: args.admins[0] });
  expect(one('AccessPolicyAssociation', 'role-team-Admin').inputs).toMatchObject({
    policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
    accessScope: { type: 'cluster' },
  });
});

test('the kubeconfig is a secret', () => {
  expect(recording.secretOutputs).toEqual(['kubeconfig']);
});

test('remote access opens no port, and reaches the private endpoint', () => {
  const group = one('ec2/securityGroup:SecurityGroup');
  expect(group.inputs).not.toHaveProperty('ingress');
  expect(one('SecurityGroupEgressRule').inputs).toMatchObject({ fromPort: 443, toPort: 443 });
  expect(one('SecurityGroupIngressRule').inputs).toMatchObject({
    securityGroupId: recording.outputs.clusterSecurityGroupId,
    referencedSecurityGroupId: group.id,
    fromPort: 443,
    toPort: 443,
  });
});

test('the remote access instance is found by Session Manager, not by the internet', () => {
  const { inputs, ignoreChanges } = one('ec2/instance:Instance');
  expect(inputs).toMatchObject({
    ami: 'ami-0123456789abcdef0',
    subnetId: 'subnet-private',
    associatePublicIpAddress: false,
    metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 },
    rootBlockDevice: { encrypted: true },
    tags: { Name: 'dev-access' },
  });
  expect(inputs).not.toHaveProperty('keyName');
  expect(inputs.userData).toContain('--name tidecast-dev');
  expect(ignoreChanges).toEqual(['ami']);
  expect(JSON.parse(String(one('RolePolicy', 'dev-access').inputs.policy)).Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['eks:DescribeCluster'],
      Resource: ['arn:aws:eks:ap-northeast-2:123456789012:cluster/tidecast-dev'],
    },
  ]);
});

test('volumes are encrypted gp3 unless a claim says otherwise', () => {
  expect(one('StorageClass').inputs).toMatchObject({
    metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    parameters: { type: 'gp3', encrypted: 'true' },
    volumeBindingMode: 'WaitForFirstConsumer',
  });
});

test('faulty arguments and an empty role are refused before anything is made', async () => {
  await expect(record(() => void new Cluster('dev', { ...args, nodeMin: 9 }))).rejects.toThrow(
    'nodeMax 6',
  );
  const identity = { oidcProviderArn: 'arn', oidcIssuer: 'issuer', namespace: 'a' };
  await expect(
    record(() => void new ServiceAccountRole('idle', { ...identity, serviceAccount: 'b' })),
  ).rejects.toThrow('idle: set policy or managedPolicies');
});

function trustOf(role: string): string {
  return String(one('iam/role:Role', role).inputs.assumeRolePolicy);
}
