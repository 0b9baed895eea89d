import { expect, test } from '@jest/globals';
import * as aws from '@pulumi/aws';
import { serviceAccounts, type Workload } from '@tidecast/platform/gitops/service-accounts';
import { record } from '../recording/recorder.ts';
import { policyTextProblems } from '../test/iam-data.ts';
import { Workloads } from './Workloads.ts';

const issuer = 'oidc.eks.ap-northeast-2.amazonaws.com/id/ABC';

const recording = await record(() => {
  const workloads = new Workloads('tidecast-dev-workloads', {
    clusterName: 'tidecast-dev',
    oidcProviderArn: `arn:aws:iam::123456789012:oidc-provider/${issuer}`,
    oidcIssuer: issuer,
    vpcId: 'vpc-1',
    sourceBucket: new aws.s3.Bucket('source'),
    mediaBucket: new aws.s3.Bucket('media'),
    videosTable: new aws.dynamodb.Table('videos', { attributes: [] }),
    expiringTable: new aws.dynamodb.Table('expiring', { attributes: [] }),
    submitQueueArn: 'arn:aws:sqs:ap-northeast-2:123456789012:submit',
    mediaConvertQueueArn: 'arn:aws:mediaconvert:ap-northeast-2:123456789012:queues/tidecast',
    distributionArn: 'arn:aws:cloudfront::123456789012:distribution/E123',
    zoneId: 'Z0123456789',
    domain: 'video.acme.com',
    alertTopicArn: 'arn:aws:sns:ap-northeast-2:123456789012:alerts',
    alertKeyArn: 'arn:aws:kms:ap-northeast-2:123456789012:key/1',
  });
  // Stands for whatever takes the ARNs.
  new aws.ssm.Parameter('user', { type: 'String', value: workloads.roleArns.api });
  return { roleArns: workloads.roleArns };
});

const of = (type: string) => recording.resources.filter((resource) => resource.type === type);
const roles = of('aws:iam/role:Role');
const policies = of('aws:iam/rolePolicy:RolePolicy');

test('every workload of the contract has a role, which its own service account alone may take', () => {
  const { roleArns } = recording.outputs as { roleArns: Record<Workload, string> };
  expect(Object.keys(roleArns).sort()).toEqual(Object.keys(serviceAccounts).sort());
  expect(new Set(Object.values(roleArns)).size).toBe(roles.length);
  for (const [workload, { namespace, name }] of Object.entries(serviceAccounts)) {
    const role = roles.find(({ name: id }) => roleArns[workload as Workload].endsWith(`/${id}`));
    const [trust] = JSON.parse(String(role?.inputs.assumeRolePolicy)).Statement;
    expect(trust.Condition.StringEquals).toEqual({
      [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${name}`,
      [`${issuer}:aud`]: 'sts.amazonaws.com',
    });
  }
});

test('every role may do something, and all of it means something', async () => {
  expect(policies.map(({ inputs }) => inputs.role).sort()).toEqual(
    roles.map(({ name }) => name).sort(),
  );
  for (const { name, inputs } of policies) {
    expect([name, await policyTextProblems(String(inputs.policy))]).toEqual([name, []]);
    expect(inputs.policy).not.toContain('undefined');
  }
});

test('role names leave room for what Pulumi adds', () => {
  // IAM takes 64 characters; Pulumi adds 8; the longest stack name is 9 longer than this one.
  for (const { name } of roles) expect(name.length + 8 + 9).toBeLessThanOrEqual(64);
});

test('whoever uses a role waits for its policies, and so goes before them', () => {
  const [user] = of('aws:ssm/parameter:Parameter');
  expect(user?.dependsOn).toEqual(expect.arrayContaining(policies.map(({ urn }) => urn)));
});
