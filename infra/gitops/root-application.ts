import type { GitOpsValues } from '@tidecast/platform/gitops/values';
import { rootApplicationName } from '@tidecast/platform/naming/stack';

/** Argo CD's name for the cluster that it runs in. */
const thisCluster = 'https://kubernetes.default.svc';

/** Name of the project that the root Application belongs to, and nothing else. */
export const bootstrapProject = 'bootstrap';

type Git = GitOpsValues['git'];

/**
 * What the root Application may make: Applications, the projects that bound them, namespaces, and
 * Argo CD's own address. From our repository alone, and in Argo CD's namespace alone.
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
    // Argo CD takes these off its own Applications when it is done. Compared in that moment, a child
    // would differ from git, and the root begin a sync that changes nothing and waits for all waves.
    ignoreDifferences: [
      {
        group: 'argoproj.io',
        kind: 'Application',
        jsonPointers: ['/operation', '/metadata/annotations/argocd.argoproj.io~1refresh'],
      },
    ],
    syncPolicy: {
      automated: { prune: true, selfHeal: true },
      // For ever, and each time with the newest commit: a sync that is given up is not begun again
      // before git changes, and one that went on with an old commit would keep out the one that mends
      // it. A wave that waits fails after ten minutes (health-scripts.ts), so none of it hangs.
      retry: {
        limit: -1,
        refresh: true,
        backoff: { duration: '10s', factor: 2, maxDuration: '1m' },
      },
      // Pulumi makes the namespaces that hold secrets, the chart all others.
      syncOptions: ['ServerSideApply=true', 'CreateNamespace=false'],
    },
  };
}
