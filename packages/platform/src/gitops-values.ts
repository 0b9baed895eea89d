import type { ApiEnvironment } from './environment.ts';
import type { Workload } from './service-accounts.ts';

/** Namespaces whose secrets Pulumi must put there before Argo CD has anything to run in them. */
export const secretNamespaces = {
  argocd: 'argocd',
  monitoring: 'monitoring',
  video: 'video',
} as const;

/** The Kubernetes secrets that Pulumi writes, because nothing secret may be in git. */
export const clusterSecrets = {
  /** Key `CLOUDFRONT_PRIVATE_KEY`: what the API signs playback cookies with. */
  playbackKey: { namespace: secretNamespaces.video, name: 'playback-key' },
  /** Keys `client-id`, `client-secret`: Argo CD's sign-in with Cognito. */
  argocdSignIn: { namespace: secretNamespaces.argocd, name: 'argocd-sign-in' },
  /** Keys `client-id`, `client-secret`, `admin-user`, `admin-password` of Grafana. */
  grafana: { namespace: secretNamespaces.monitoring, name: 'grafana' },
} as const;

/**
 * The one object that Pulumi hands to Argo CD's root Application: everything that the charts must
 * know of what lies outside the cluster, and nothing secret.
 */
export interface GitOpsValues {
  readonly stack: string;
  readonly region: string;
  /** The site's domain; `api.`, `argocd.` and `grafana.` stand before it. */
  readonly domain: string;
  readonly git: { readonly repoUrl: string; readonly revision: string };
  readonly cluster: {
    readonly name: string;
    readonly version: string;
    readonly vpcId: string;
    readonly vpcCidr: string;
    readonly nodes: { readonly min: number; readonly max: number };
  };
  /** IAM role ARN that each workload's service account is annotated with. */
  readonly roles: Readonly<Record<Workload, string>>;
  readonly loadBalancer: {
    /** ACM certificate of the region, for the three names. */
    readonly certificateArn: string;
    /** Lets in CloudFront alone. */
    readonly apiSecurityGroupId: string;
    /** Lets in anybody, for people who then sign in. */
    readonly adminSecurityGroupId: string;
  };
  readonly signIn: {
    /** Cognito's own pages, such as `https://x.auth.region.amazoncognito.com`. */
    readonly hostedUiUrl: string;
    /** Members administer Argo CD and Grafana. */
    readonly adminGroup: string;
  };
  readonly api: {
    /** ECR repository; the tag is in git. */
    readonly imageRepository: string;
    /** What the API reads from its environment, but for the key, a secret, and what the chart sets. */
    readonly environment: Omit<
      ApiEnvironment,
      'CLOUDFRONT_PRIVATE_KEY' | 'PORT' | 'HOST' | 'METRICS_PORT' | 'DRAIN_SECONDS'
    >;
  };
  readonly alerts: { readonly topicArn: string };
  /** What the pipeline dashboard's CloudWatch queries name. */
  readonly pipeline: {
    readonly submitQueueName: string;
    readonly trackQueueName: string;
    readonly mediaConvertQueueArn: string;
  };
}
