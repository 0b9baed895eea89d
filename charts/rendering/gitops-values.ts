import { usualDailyEncodeMinutes } from '@tidecast/platform/environment/variables';
import type { GitOpsValues } from '@tidecast/platform/gitops/values';
import { stackName } from '@tidecast/platform/naming/stack';

const account = '123456789012';
const region = 'ap-northeast-2';

/** What Pulumi passes to Argo CD for a stack, as far as it matters to a chart. */
export function gitOpsValues(stack: 'dev' | 'prod'): GitOpsValues {
  const name = stackName(stack);
  const domain = stack === 'prod' ? 'video.acme.com' : 'dev.video.acme.com';
  const arn = (service: string, resource: string) =>
    `arn:aws:${service}:${region}:${account}:${resource}`;
  const role = (workload: string) => `arn:aws:iam::${account}:role/${name}-${workload}`;
  return {
    stack,
    region,
    domain,
    git: { repoUrl: 'https://github.com/acme/tidecast', revision: 'main' },
    cluster: {
      name,
      version: stack === 'prod' ? '1.34' : '1.35',
      vpcId: 'vpc-0123456789abcdef0',
      vpcCidr: '10.20.0.0/16',
      nodes: stack === 'prod' ? { min: 3, max: 12 } : { min: 2, max: 2 },
    },
    roles: {
      api: role('api'),
      awsLoadBalancerController: role('load-balancer'),
      clusterAutoscaler: role('autoscaler'),
      externalDns: role('dns'),
      grafana: role('grafana'),
      alertmanager: role('alertmanager'),
    },
    loadBalancer: {
      certificateArn: arn('acm', 'certificate/01234567-89ab-cdef-0123-456789abcdef'),
      apiSecurityGroupId: 'sg-0123456789abcdef0',
      adminSecurityGroupId: 'sg-0123456789abcdef1',
    },
    signIn: {
      hostedUiUrl: `https://${name}.auth.${region}.amazoncognito.com`,
      adminGroup: 'admins',
    },
    api: {
      imageRepository: `${account}.dkr.ecr.${region}.amazonaws.com/${name}-api`,
      environment: {
        PUBLIC_ORIGIN: `https://${domain}`,
        TRUSTED_PROXY_HOPS: '2',
        VIDEOS_TABLE: `${name}-videos`,
        EXPIRING_TABLE: `${name}-expiring`,
        SOURCE_BUCKET: `${name}-source`,
        MEDIA_BUCKET: `${name}-media`,
        USER_POOL_ID: `${region}_AbCdEfGhI`,
        USER_POOL_CLIENT_ID: '0123456789abcdefghijklmnop',
        SUBMIT_QUEUE_URL: `https://sqs.${region}.amazonaws.com/${account}/${name}-submit`,
        MEDIACONVERT_QUEUE_ARN: arn('mediaconvert', `queues/${name}`),
        CLOUDFRONT_DISTRIBUTION_ID: 'E0123456789ABC',
        CLOUDFRONT_KEY_PAIR_ID: 'K0123456789ABC',
        DAILY_ENCODE_MINUTES: String(usualDailyEncodeMinutes),
        ALERT_TOPIC_ARN: arn('sns', `${name}-alerts`),
      },
    },
    alerts: { topicArn: arn('sns', `${name}-alerts`) },
    pipeline: {
      submitQueueName: `${name}-submit`,
      trackQueueName: `${name}-track`,
      mediaConvertQueueArn: arn('mediaconvert', `queues/${name}`),
    },
  };
}
