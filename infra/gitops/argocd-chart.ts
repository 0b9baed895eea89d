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

/** What pods ask for, and the memory at which they are ended; CPU they may use while it is idle. */
function resources(cpu: string, memory: string, mostMemory: string) {
  return { requests: { cpu, memory }, limits: { memory: mostMemory } };
}

/**
 * Values of Argo CD's chart. Nothing in them is secret: they name the Kubernetes secret where the
 * credentials are.
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
        // People sign in with Cognito; a password that is always there would be a second door.
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
        // Argo CD has none of its own, and without one a parent waits for no child.
        'resource.customizations.health.argoproj.io_Application': applicationHealth,
        'resource.customizations.health.apiextensions.k8s.io_CustomResourceDefinition':
          definitionHealth,
        // GitHub cannot call in; so this is how long a release waits to be seen.
        'timeout.reconciliation': '60s',
        'timeout.reconciliation.jitter': '10s',
      },
      params: {
        // TLS ends at the load balancer.
        'server.insecure': true,
        'controller.diff.server.side': true,
      },
      rbac: {
        // Whoever is in no group sees nothing: the pool holds everybody who uses the site.
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
    // Nothing here is an ApplicationSet, and the chart cannot leave their controller out.
    applicationSet: { replicas: 0 },
    dex: { enabled: false },
    notifications: { enabled: false },
  };
}
