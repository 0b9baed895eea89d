import type { GitOpsValues } from '@tidecast/platform/gitops/values';
import { rootApplicationName } from '@tidecast/platform/naming/stack';

/** Argo CD's name for the cluster that it runs in. */
const thisCluster = 'https://kubernetes.default.svc';

/** Name of the project that only the root Application belongs to. */
export const bootstrapProject = 'bootstrap';

type Git = GitOpsValues['git'];

/**
 * What the root Application may create: Applications, the projects that restrict them, namespaces,
 * and Argo CD's own Ingress; only from our repository and only in Argo CD's namespace.
 */
export function bootstrapProjectSpec({ repoUrl }: Git, namespace: string) {
  return {
    description: 'Brings all others',
    sourceRepos: [repoUrl],
    destinations: [{ server: thisCluster, namespace }],
    clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
    namespaceResourceWhitelist: [
      { group: 'argoproj.io', kind: 'Application' },
      { group: 'argoproj.io', kind: 'AppProject' },
      { group: 'networking.k8s.io', kind: 'Ingress' },
    ],
  };
}

/** The app of apps: the chart argocd/ of our repository, kept as git has it, with our values. */
export function rootApplicationSpec(values: GitOpsValues, namespace: string) {
  const { repoUrl, revision } = values.git;
  return {
    project: bootstrapProject,
    source: {
      repoURL: repoUrl,
      targetRevision: revision,
      path: 'argocd',
      helm: { releaseName: rootApplicationName, valuesObject: values },
    },
    destination: { server: thisCluster, namespace },
    revisionHistoryLimit: 2,
    // Argo CD removes these from its Applications when it is done. Compared at that moment, a child
    // would differ from git, and the root would begin a sync that changes nothing but waits for all
    // waves.
    ignoreDifferences: [
      {
        group: 'argoproj.io',
        kind: 'Application',
        jsonPointers: ['/operation', '/metadata/annotations/argocd.argoproj.io~1refresh'],
      },
    ],
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      // Retry for ever, each time with the newest commit: a sync that has been given up does not
      // start again before git changes, and retrying an old commit would keep out the one that
      // fixes it. A waiting wave fails after ten minutes (health-scripts.ts), so nothing hangs.
      retry: {
        limit: -1,
        refresh: true,
        backoff: { duration: '10s', factor: 2, maxDuration: '1m' },
      },
      // Pulumi creates the namespaces that have secrets, and the chart all others.
      syncOptions: ['ServerSideApply=true', 'CreateNamespace=false'],
    },
  };
}
