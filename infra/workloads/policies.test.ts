import { describe, expect, test } from '@jest/globals';
import type { PolicyDocument } from '../iam/policy-document.ts';
import { policyTextProblems } from '../test/iam-data.ts';
import { actionsNeededBy } from '../test/sdk-commands.ts';
import { alertmanagerPolicy } from './alertmanager-policy.ts';
import { apiPolicy } from './api-policy.ts';
import { clusterAutoscalerPolicy } from './cluster-autoscaler-policy.ts';
import { externalDnsPolicy } from './external-dns-policy.ts';
import { grafanaPolicy } from './grafana-policy.ts';
import { loadBalancerControllerPolicy } from './load-balancer-controller-policy.ts';

const scope = { partition: 'aws', region: 'eu-west-1', accountId: '123456789012' };
const here = 'eu-west-1:123456789012';
const table = `arn:aws:dynamodb:${here}:table`;
const zone = 'arn:aws:route53:::hostedzone/Z0123456789';
const alerts = {
  alertTopicArn: `arn:aws:sns:${here}:alerts`,
  alertKeyArn: `arn:aws:kms:${here}:key/1`,
};

const policies = {
  api: apiPolicy({
    sourceBucketArn: 'arn:aws:s3:::source',
    mediaBucketArn: 'arn:aws:s3:::media',
    videosTableArn: `${table}/videos`,
    expiringTableArn: `${table}/expiring`,
    submitQueueArn: `arn:aws:sqs:${here}:submit`,
    mediaConvertQueueArn: `arn:aws:mediaconvert:${here}:queues/tidecast`,
    distributionArn: 'arn:aws:cloudfront::123456789012:distribution/E123',
    ...alerts,
  }),
  balancer: loadBalancerControllerPolicy({ scope, clusterName: 'tidecast-dev', vpcId: 'vpc-1' }),
  autoscaler: clusterAutoscalerPolicy(scope, 'tidecast-dev'),
  dns: externalDnsPolicy(zone, 'video.acme.com'),
  grafana: grafanaPolicy(scope),
  alertmanager: alertmanagerPolicy(alerts),
};

/** The resources that an action is allowed on, whatever the conditions. */
function granted({ Statement }: PolicyDocument, action: string): unknown[] {
  return Statement.filter(({ Action }) => Action.includes(action)).flatMap(
    ({ Resource = [] }) => Resource,
  );
}

/** All that an action on a resource is bound to. */
function conditionsOf({ Statement }: PolicyDocument, action: string): unknown[] {
  return Statement.filter(({ Action }) => Action.includes(action)).map(
    ({ Condition }) => Condition,
  );
}

/** Every action, by the service. */
function actions({ Statement }: PolicyDocument, service: string): string[] {
  const all = Statement.flatMap(({ Action }) => Action);
  return [...new Set(all.filter((action) => action.startsWith(`${service}:`)))].sort();
}

test.each(Object.entries(policies))('%s: IAM means what is written', async (_name, policy) => {
  expect(await policyTextProblems(JSON.stringify(policy))).toEqual([]);
});

test.each(Object.entries(policies))('%s fits into a role', (_name, policy) => {
  // IAM User Guide, "IAM and AWS STS quotas": 10,240 characters of inline policies.
  expect(JSON.stringify(policy).length).toBeLessThan(10_240);
});

describe('the API', () => {
  const { api } = policies;

  test('may do what its code sends, and nothing else', () => {
    // Rate limits: limits.ts of packages/http by rate-limiter-flexible, which takes the client itself.
    const byLimiter = ['dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    const needed = new Set([...actionsNeededBy('apps/api/src/main.ts'), ...byLimiter]);
    const allowed = new Set(api.Statement.flatMap(({ Action }) => Action));
    expect([...allowed].sort()).toEqual([...needed].sort());
  });

  test('uploads to, looks at and clears away sources, and touches nothing else of that bucket', () => {
    for (const action of [
      's3:PutObject',
      's3:GetObject',
      's3:DeleteObject',
      's3:AbortMultipartUpload',
      's3:ListMultipartUploadParts',
    ]) {
      expect(granted(api, action)).toContain('arn:aws:s3:::source/u/*/*/source');
      expect(granted(api, action)).not.toContain('arn:aws:s3:::source/*');
    }
    expect(granted(api, 's3:ListBucketMultipartUploads')).toEqual(['arn:aws:s3:::source']);
  });

  test('of the media bucket it writes captions and posters alone, and clears away videos', () => {
    const media = (action: string) =>
      granted(api, action).filter((resource) => String(resource).startsWith('arn:aws:s3:::media'));
    const [captions, posters] = ['arn:aws:s3:::media/v/*/captions/*.vtt', 'arn:aws:s3:::media/p/*'];
    expect(media('s3:PutObject')).toEqual([captions, posters]);
    expect(media('s3:GetObject')).toEqual([
      captions,
      'arn:aws:s3:::media/v/*/hls/index.m3u8',
      posters,
    ]);
    expect(media('s3:DeleteObject')).toEqual(['arn:aws:s3:::media/v/*/*', posters]);
  });

  test('is told that an object is missing, and lists videos without listing buckets', () => {
    expect(granted(api, 's3:ListBucket')).toEqual(['arn:aws:s3:::source', 'arn:aws:s3:::media']);
    expect(conditionsOf(api, 's3:ListBucket')).toEqual([
      { StringLike: { 's3:prefix': ['u/*/*/source'] } },
      { StringLike: { 's3:prefix': ['v/*/*', 'p/*'] } },
    ]);
  });

  test('queries two indexes, and scans nothing', () => {
    expect(granted(api, 'dynamodb:Query')).toEqual([
      `${table}/videos/index/owner`,
      `${table}/videos/index/public`,
    ]);
    expect(actions(api, 'dynamodb')).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ]);
    expect(granted(api, 'dynamodb:GetItem')).toEqual([`${table}/videos`]);
  });

  test('starts no encode itself, and has no say in who is who', () => {
    expect(actions(api, 'mediaconvert')).toEqual([
      'mediaconvert:CancelJob',
      'mediaconvert:GetJob',
      'mediaconvert:ListJobs',
    ]);
    expect(granted(api, 'mediaconvert:ListJobs')).toEqual([
      `arn:aws:mediaconvert:${here}:queues/tidecast`,
    ]);
    expect(granted(api, 'mediaconvert:CancelJob')).toEqual([`arn:aws:mediaconvert:${here}:jobs/*`]);
    expect(actions(api, 'cognito-idp')).toEqual([]);
    expect(actions(api, 'iam')).toEqual([]);
  });
});

describe('the load balancer controller', () => {
  const { balancer } = policies;
  const changing = [...new Set(balancer.Statement.flatMap(({ Action }) => Action))].filter(
    (action) => !/:(Describe|Get)/.test(action),
  );

  test.each(changing)('%s is bound to this cluster', (action) => {
    for (const statement of balancer.Statement.filter(({ Action }) => Action.includes(action))) {
      if (statement.Resource?.join() === `arn:aws:ec2:${here}:vpc/vpc-1`) continue;
      if (action === 'iam:CreateServiceLinkedRole') continue;
      expect(JSON.stringify(statement.Condition)).toContain('tidecast-dev');
    }
  });

  test('it opens the cluster’s own group besides its own, and no other', () => {
    expect(conditionsOf(balancer, 'ec2:AuthorizeSecurityGroupIngress')).toEqual([
      { StringEquals: { 'aws:ResourceTag/elbv2.k8s.aws/cluster': 'tidecast-dev' } },
      { StringEquals: { 'aws:ResourceTag/kubernetes.io/cluster/tidecast-dev': 'owned' } },
    ]);
    expect(conditionsOf(balancer, 'ec2:DeleteSecurityGroup')).toEqual([
      { StringEquals: { 'aws:ResourceTag/elbv2.k8s.aws/cluster': 'tidecast-dev' } },
    ]);
  });

  test('it makes roles for nobody but ELB, and knows no firewall', () => {
    expect(conditionsOf(balancer, 'iam:CreateServiceLinkedRole')).toEqual([
      { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
    ]);
    for (const service of ['wafv2', 'waf-regional', 'shield', 'acm', 'cognito-idp']) {
      expect(actions(balancer, service)).toEqual([]);
    }
  });
});

test('the autoscaler changes groups that this cluster owns, and looks into its node groups', () => {
  const { autoscaler } = policies;
  for (const action of ['SetDesiredCapacity', 'TerminateInstanceInAutoScalingGroup']) {
    expect(conditionsOf(autoscaler, `autoscaling:${action}`)).toEqual([
      { StringEquals: { 'aws:ResourceTag/k8s.io/cluster-autoscaler/tidecast-dev': 'owned' } },
    ]);
  }
  expect(granted(autoscaler, 'eks:DescribeNodegroup')).toEqual([
    `arn:aws:eks:${here}:nodegroup/tidecast-dev/*/*`,
  ]);
});

test('external-dns writes three names and its notes on them, in one zone', () => {
  const { dns } = policies;
  expect(granted(dns, 'route53:ChangeResourceRecordSets')).toEqual([zone]);
  expect(conditionsOf(dns, 'route53:ChangeResourceRecordSets')).toEqual([
    {
      'ForAllValues:StringEquals': {
        'route53:ChangeResourceRecordSetsNormalizedRecordNames': [
          'api.video.acme.com',
          'cname-api.video.acme.com',
          'a-api.video.acme.com',
          'aaaa-api.video.acme.com',
          'argocd.video.acme.com',
          'cname-argocd.video.acme.com',
          'a-argocd.video.acme.com',
          'aaaa-argocd.video.acme.com',
          'grafana.video.acme.com',
          'cname-grafana.video.acme.com',
          'a-grafana.video.acme.com',
          'aaaa-grafana.video.acme.com',
        ],
        'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA', 'TXT'],
      },
    },
  ]);
});

test('Grafana changes nothing', () => {
  const all = policies.grafana.Statement.flatMap(({ Action }) => Action);
  expect(all.filter((action) => !/:(Describe|Get|List)/.test(action))).toEqual([]);
});

test('Alertmanager publishes to one topic, by one key', () => {
  const { alertmanager } = policies;
  expect(alertmanager.Statement.flatMap(({ Resource = [] }) => Resource)).toEqual([
    `arn:aws:sns:${here}:alerts`,
    `arn:aws:kms:${here}:key/1`,
  ]);
});
