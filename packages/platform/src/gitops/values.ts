import * as z from 'zod';
import { apiEnvironmentSchema } from '../environment/api.ts';
import {
  certificateArn,
  domainName,
  imageRepository,
  mediaConvertQueueArn,
  region,
  roleArn,
  securityGroupId,
  topicArn,
  vpcCidr,
} from '../environment/formats.ts';
import type { Workload } from './service-accounts.ts';

/** Namespaces that Pulumi must put secrets into before Argo CD runs anything there. */
export const secretNamespaces = {
  argocd: 'argocd',
  monitoring: 'monitoring',
  video: 'video',
} as const;

/** An app client of Cognito's. */
const signInKeys = { clientId: 'client-id', clientSecret: 'client-secret' } as const;

/** The Kubernetes secrets that Pulumi writes, because nothing secret may be in git, and their keys. */
export const clusterSecrets = {
  /** What the API signs playback cookies with. */
  playbackKey: {
    namespace: secretNamespaces.video,
    name: 'playback-key',
    keys: { privateKey: 'CLOUDFRONT_PRIVATE_KEY' },
  },
  /** Argo CD's sign-in with Cognito. */
  argocdSignIn: { namespace: secretNamespaces.argocd, name: 'argocd-sign-in', keys: signInKeys },
  /** Grafana's sign-in with Cognito, and its own account. */
  grafana: {
    namespace: secretNamespaces.monitoring,
    name: 'grafana',
    keys: { ...signInKeys, user: 'admin-user', password: 'admin-password' },
  },
} as const;

/**
 * What the API reads from its environment in a cluster, except the key, which is a secret, and what
 * its chart sets itself. Every address must use TLS.
 */
export const clusterApiEnvironmentSchema = apiEnvironmentSchema
  .omit({
    CLOUDFRONT_PRIVATE_KEY: true,
    PORT: true,
    HOST: true,
    METRICS_PORT: true,
    DRAIN_SECONDS: true,
  })
  .extend({
    PUBLIC_ORIGIN: z.string().regex(/^https:\/\/[a-z0-9.-]+$/),
    SUBMIT_QUEUE_URL: z.string().regex(/^https:\/\//),
  });

const queueName = z.string().regex(/^[A-Za-z0-9_-]{1,80}(\.fifo)?$/);
const nodeCount = z.int().min(1);

/** IAM role that each workload's service account is annotated with. */
const roles: Readonly<Record<Workload, typeof roleArn>> = {
  api: roleArn,
  awsLoadBalancerController: roleArn,
  clusterAutoscaler: roleArn,
  externalDns: roleArn,
  grafana: roleArn,
  alertmanager: roleArn,
};

/**
 * The one object that Pulumi passes to Argo CD's root Application: everything that the charts must
 * know about the world outside the cluster, and nothing secret.
 */
export const gitOpsValuesSchema = z
  .strictObject({
    stack: z.string().regex(/^[A-Za-z0-9_.-]+$/),
    region,
    /**
     * The site's domain; the API, Argo CD and Grafana are at `api.`, `argocd.` and `grafana.` of
     * it.
     */
    domain: domainName,
    git: z.strictObject({
      repoUrl: z.string().regex(/^https:\/\/[a-z0-9.-]+\/[A-Za-z0-9_./-]+$/),
      revision: z
        .string()
        .regex(/^[A-Za-z0-9_./-]+$/)
        .refine((branch) => branch !== 'HEAD')
        .meta({
          description: 'A branch, not whatever the repository holds to be its head.',
          not: { const: 'HEAD' },
        }),
    }),
    cluster: z.strictObject({
      name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/),
      version: z.string().regex(/^1\.3[3-9]$/),
      vpcId: z.string().regex(/^vpc-[0-9a-f]{8,17}$/),
      vpcCidr,
      nodes: z.strictObject({ min: nodeCount, max: nodeCount }),
    }),
    roles: z.strictObject(roles),
    loadBalancer: z.strictObject({
      /** The regional certificate for the three names. */
      certificateArn,
      /** Lets in only CloudFront. */
      apiSecurityGroupId: securityGroupId,
      /** Lets in anybody; people then sign in. */
      adminSecurityGroupId: securityGroupId,
    }),
    signIn: z.strictObject({
      /** Cognito's own pages, such as `https://x.auth.region.amazoncognito.com`. */
      hostedUiUrl: z
        .string()
        .regex(/^https:\/\/[A-Za-z0-9.-]+(\/[A-Za-z0-9_.-]+)*$/)
        .meta({ description: 'https, and no slash at the end.' }),
      /** Members administer Argo CD and Grafana. */
      adminGroup: z.string().regex(/^[A-Za-z0-9_.-]+$/),
    }),
    api: z.strictObject({
      /** Repository in ECR; the tag is in git. */
      imageRepository,
      environment: clusterApiEnvironmentSchema,
    }),
    alerts: z.strictObject({ topicArn }),
    /** The names used by the pipeline dashboard's CloudWatch queries. */
    pipeline: z.strictObject({
      submitQueueName: queueName,
      trackQueueName: queueName,
      mediaConvertQueueArn,
    }),
  })
  .meta({ title: 'GitOpsValues of packages/platform/src/gitops/values.ts' });

export type GitOpsValues = z.input<typeof gitOpsValuesSchema>;
