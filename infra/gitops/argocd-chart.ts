import type { GitOpsValues } from '@tidecast/platform/gitops/values';
import { clusterSecrets } from '@tidecast/platform/gitops/values';
import { hostOf } from '@tidecast/platform/naming/hosts';
import { applicationHealth, definitionHealth } from './health-scripts.ts';
import { platformPriority } from './platform-priority.ts';

/** Of Argo CD 3.4.4. */
export const argocdChart = {
  name: 'argo-cd',
  version: '10.1.1',
  repository: 'https://argoproj.github.io/argo-helm',
} as const;

/** Requests of pods, and their memory limit; they may use any idle CPU. */
function resources(cpu: string, memory: string, maxMemory: string) {
  return { requests: { cpu, memory }, limits: { memory: maxMemory } };
}

/**
 * Values of Argo CD's chart. They contain nothing secret: they name the Kubernetes secret that has
 * the credentials.
 *
 * @param pool - OpenID issuer, which is the user pool, and Argo CD's app client in it; Cognito wants to
 * be told the client again at the end of a session
 */
export function argocdChartValues(
  { domain, signIn }: Pick<GitOpsValues, 'domain' | 'signIn'>,
  { issuer, clientId }: { readonly issuer: string; readonly clientId: string },
) {
  const { name, keys } = clusterSecrets.argocdSignIn;
  const credential = (key: keyof typeof keys) => `$${name}:${keys[key]}`;
  return {
    fullnameOverride: 'argocd',
    global: {
      domain: hostOf('argocd', domain),
      revisionHistoryLimit: 2,
      priorityClassName: platformPriority.name,
      logging: { format: 'json' },
    },
    configs: {
      cm: {
        // People sign in with Cognito; a permanent password would be a second way in.
        'admin.enabled': false,
        // JSON is YAML, which Argo CD reads here.
        'oidc.config': JSON.stringify({
          name: 'Cognito',
          issuer,
          clientID: credential('clientId'),
          clientSecret: credential('clientSecret'),
          requestedScopes: ['openid', 'email', 'profile'],
          logoutURL: `${signIn.hostedUiUrl}/logout?client_id=${clientId}&logout_uri={{logoutRedirectURL}}`,
        }),
        // Argo CD has no built-in check, and without one a parent would not wait for its children.
        'resource.customizations.health.argoproj.io_Application': applicationHealth,
        'resource.customizations.health.apiextensions.k8s.io_CustomResourceDefinition':
          definitionHealth,
        // GitHub cannot call a webhook here, so a release is noticed only at the next poll.
        'timeout.reconciliation': '60s',
        'timeout.reconciliation.jitter': '10s',
      },
      params: {
        // TLS ends at the load balancer.
        'server.insecure': true,
        'controller.diff.server.side': true,
      },
      rbac: {
        // People without a group see nothing: the pool contains everybody who uses the site.
        'policy.default': '',
        'policy.csv': `g, ${signIn.adminGroup}, role:admin\n`,
        scopes: '["cognito:groups"]',
      },
    },
    controller: { resources: resources('100m', '512Mi', '1Gi') },
    server: { resources: resources('25m', '128Mi', '256Mi') },
    repoServer: { resources: resources('50m', '256Mi', '1Gi') },
    redis: { resources: resources('10m', '32Mi', '128Mi') },
    redisSecretInit: { resources: resources('10m', '64Mi', '128Mi') },
    // There are no ApplicationSets, and the chart cannot leave out their controller.
    applicationSet: { replicas: 0 },
    dex: { enabled: false },
    notifications: { enabled: false },
  };
}
