import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { hostOf } from '@tidecast/platform/naming/hosts';
import { project, stackName } from '@tidecast/platform/naming/stack';
import { Alerts } from './alerts/Alerts.ts';
import { Cluster } from './cluster/Cluster.ts';
import { RemoteAccess } from './cluster/RemoteAccess.ts';
import type { StackConfig } from './config-schema.ts';
import { Delivery } from './delivery/Delivery.ts';
import { GitOps } from './gitops/GitOps.ts';
import { Guard } from './guard/Guard.ts';
import { Identity } from './identity/Identity.ts';
import { Live } from './live/Live.ts';
import { Network } from './network/Network.ts';
import { Notifier } from './notifier/Notifier.ts';
import { Pipeline } from './pipeline/Pipeline.ts';
import { Registry } from './registry/Registry.ts';
import { Secrets } from './secrets/Secrets.ts';
import { Storage } from './storage/Storage.ts';
import { Transcoding } from './transcoding/Transcoding.ts';
import { Workloads } from './workloads/Workloads.ts';

/**
 * All of Tidecast on AWS, component by component in the order of their dependencies.
 *
 * @returns the stack's outputs: what the workflows and the README need
 */
export function createStack(config: StackConfig) {
  const stack = pulumi.getStack();
  const name = stackName(stack);
  const { domain, protect, logRetentionDays, adminEmails, dailyEncodeMinutes } = config;
  const siteUrl = `https://${domain}`;
  const apiDomain = hostOf('api', domain);
  const provider = new aws.Provider(`${name}-aws`, {
    region: config.region,
    defaultTags: { tags: { project, stack, 'managed-by': 'pulumi' } },
  });
  const root = new pulumi.ComponentResource(
    'tidecast:index:Tidecast',
    name,
    {},
    { providers: [provider] },
  );
  const child = { parent: root };

  const network = new Network(
    `${name}-network`,
    { cidr: config.vpcCidr, nat: config.nat, clusterName: name, logRetentionDays },
    child,
  );
  const cluster = new Cluster(
    `${name}-cluster`,
    {
      clusterName: name,
      version: config.kubernetesVersion,
      vpcId: network.vpcId,
      publicSubnetIds: [...network.publicSubnetIds],
      privateSubnetIds: [...network.privateSubnetIds],
      endpointCidrs: config.clusterEndpointCidrs,
      admins: config.clusterAdmins,
      nodeInstanceType: config.nodeInstanceType,
      nodeMin: config.nodeMin,
      nodeMax: config.nodeMax,
      logRetentionDays,
    },
    child,
  );
  const access = new RemoteAccess(
    `${name}-access`,
    {
      vpcId: network.vpcId,
      subnetId: network.privateSubnetIds[0],
      instanceType: config.accessInstanceType,
      clusterName: cluster.clusterName,
      clusterArn: cluster.clusterArn,
      clusterSecurityGroupId: cluster.clusterSecurityGroupId,
      kubernetesVersion: config.kubernetesVersion,
    },
    child,
  );

  const alerts = new Alerts(
    `${name}-alerts`,
    {
      adminEmails,
      monthlyBudgetUsd: config.monthlyBudgetUsd,
      mailsAlarms: config.slackWebhookCiphertext === undefined,
      stack,
    },
    child,
  );
  const secrets = new Secrets(`${name}-secrets`, { stack }, child);
  const registry = new Registry(`${name}-registry`, { protect }, child);
  const storage = new Storage(`${name}-storage`, { siteOrigin: siteUrl, protect }, child);
  const identity = new Identity(`${name}-identity`, { domain, adminEmails, protect }, child);
  const live = new Live(
    `${name}-live`,
    {
      stackName: name,
      siteOrigin: siteUrl,
      blockedWords: config.chatBlockedWords,
      channelsTable: storage.channelsTable,
      videosTable: storage.videosTable,
      expiringTable: storage.expiringTable,
      recordingsBucket: storage.recordingsBucket,
      mediaBucket: storage.mediaBucket,
      userPoolId: identity.userPoolId,
      userPoolClientId: identity.siteClientId,
      alertTopicArn: alerts.topicArn,
      alertKeyArn: alerts.keyArn,
      logRetentionDays,
    },
    child,
  );
  const delivery = new Delivery(
    `${name}-delivery`,
    {
      domain,
      ...(config.hostedZoneId !== undefined && { hostedZoneId: config.hostedZoneId }),
      priceClass: config.priceClass,
      webBucket: storage.webBucket,
      mediaBucket: storage.mediaBucket,
      logBucket: storage.logBucket,
      uploadOrigin: storage.uploadOrigin,
      chatOrigin: live.chatEndpoint,
      apiDomain,
      liveApiDomain: live.apiDomain,
      vpcId: network.vpcId,
      logRetentionDays,
      protect,
    },
    child,
  );
  const transcoding = new Transcoding(
    `${name}-transcoding`,
    {
      stackName: name,
      sourceBucket: storage.sourceBucket,
      mediaBucket: storage.mediaBucket,
      videosTable: storage.videosTable,
      expiringTable: storage.expiringTable,
      distributionId: delivery.distributionId,
      distributionArn: delivery.distributionArn,
      dailyEncodeMinutes,
      alertTopicArn: alerts.topicArn,
      alertKeyArn: alerts.keyArn,
      logRetentionDays,
    },
    child,
  );
  if (config.slackWebhookCiphertext !== undefined)
    new Notifier(
      `${name}-notifier`,
      {
        stack,
        stackName: name,
        webhookCiphertext: config.slackWebhookCiphertext,
        slackKeyArn: secrets.slackKeyArn,
        expiringTable: storage.expiringTable,
        siteOrigin: siteUrl,
        alertTopicArn: alerts.topicArn,
        logRetentionDays,
      },
      child,
    );
  const workloads = new Workloads(
    `${name}-workloads`,
    {
      clusterName: name,
      vpcId: network.vpcId,
      domain,
      oidcProviderArn: cluster.oidcProviderArn,
      oidcIssuer: cluster.oidcIssuer,
      sourceBucket: storage.sourceBucket,
      mediaBucket: storage.mediaBucket,
      videosTable: storage.videosTable,
      expiringTable: storage.expiringTable,
      submitQueueArn: transcoding.submitQueueArn,
      mediaConvertQueueArn: transcoding.mediaConvertQueueArn,
      distributionArn: delivery.distributionArn,
      zoneId: delivery.zoneId,
      alertTopicArn: alerts.topicArn,
      alertKeyArn: alerts.keyArn,
    },
    child,
  );
  const pipeline = new Pipeline(
    `${name}-pipeline`,
    {
      gitRepo: config.gitRepo,
      gitRevision: config.gitRevision,
      githubProvider: config.githubProvider,
      ...(config.githubSubject !== undefined && { githubSubject: config.githubSubject }),
      repositoryArn: registry.repositoryArn,
      webBucket: storage.webBucket,
      distributionArn: delivery.distributionArn,
    },
    child,
  );
  new GitOps(
    `${name}-gitops`,
    {
      kubeconfig: cluster.kubeconfig,
      clusterReady: cluster.nodes,
      signingKeyPem: delivery.signingKeyPem,
      issuer: identity.issuer,
      argocdSignIn: identity.argocdSignIn,
      grafanaSignIn: identity.grafanaSignIn,
      values: pulumi.output({
        stack,
        region: config.region,
        domain,
        git: { repoUrl: config.gitRepo, revision: config.gitRevision },
        cluster: {
          name,
          version: config.kubernetesVersion,
          vpcId: network.vpcId,
          vpcCidr: network.cidr,
          nodes: { min: config.nodeMin, max: config.nodeMax },
        },
        roles: workloads.roleArns,
        loadBalancer: {
          certificateArn: delivery.albCertificateArn,
          apiSecurityGroupId: delivery.apiSecurityGroupId,
          adminSecurityGroupId: delivery.adminSecurityGroupId,
        },
        signIn: {
          hostedUiUrl: identity.hostedUiUrl,
          adminGroup: identity.adminGroup,
        },
        api: {
          imageRepository: registry.repositoryUrl,
          environment: {
            PUBLIC_ORIGIN: siteUrl,
            TRUSTED_PROXY_HOPS: '2',
            VIDEOS_TABLE: storage.videosTable.name,
            EXPIRING_TABLE: storage.expiringTable.name,
            SOURCE_BUCKET: storage.sourceBucket.bucket,
            MEDIA_BUCKET: storage.mediaBucket.bucket,
            USER_POOL_ID: identity.userPoolId,
            USER_POOL_CLIENT_ID: identity.siteClientId,
            SUBMIT_QUEUE_URL: transcoding.submitQueueUrl,
            MEDIACONVERT_QUEUE_ARN: transcoding.mediaConvertQueueArn,
            CLOUDFRONT_DISTRIBUTION_ID: delivery.distributionId,
            CLOUDFRONT_KEY_PAIR_ID: delivery.keyPairId,
            DAILY_ENCODE_MINUTES: String(dailyEncodeMinutes),
            ALERT_TOPIC_ARN: alerts.topicArn,
          },
        },
        alerts: { topicArn: alerts.topicArn },
        pipeline: {
          submitQueueName: transcoding.submitQueueName,
          trackQueueName: transcoding.trackQueueName,
          mediaConvertQueueArn: transcoding.mediaConvertQueueArn,
        },
      }),
    },
    child,
  );
  new Guard(`${name}-guard`, { stack, protect }, { providers: [provider], dependsOn: [root] });

  return {
    siteUrl,
    argocdUrl: `https://${hostOf('argocd', domain)}`,
    grafanaUrl: `https://${hostOf('grafana', domain)}`,
    region: config.region,
    nameServers: delivery.nameServers,
    clusterName: cluster.clusterName,
    accessInstanceId: access.instanceId,
    imageRepository: registry.repositoryUrl,
    imageRoleArn: pipeline.imageRoleArn,
    releaseRoleArn: pipeline.releaseRoleArn,
    previewRoleArn: pipeline.previewRoleArn,
    userPoolId: identity.userPoolId,
    webBucket: storage.webBucket.bucket,
    distributionId: delivery.distributionId,
  };
}
