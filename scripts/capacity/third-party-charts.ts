/** Where a chart's values define a workload's requests. Paths are keys joined by dots. */
export interface ChartWorkload {
  readonly name: string;
  readonly kind: 'DaemonSet' | 'Deployment' | 'StatefulSet';
  /** Path of the number of replicas, or the number itself if the chart's default is used. */
  readonly replicas: string | number;
  /** Path of the resources of each container. */
  readonly containers: readonly string[];
  /** Path of the name of its priority class, and its own class if we set none. */
  readonly priority: { readonly path: string; readonly own?: string };
  readonly keepsVolume?: boolean;
}

export interface ThirdPartyChart {
  /** The version that this was written for: read the chart's templates again before raising it. */
  readonly version: string;
  readonly workloads: readonly ChartWorkload[];
  /** Paths of the resources of jobs, which end soon after they start. */
  readonly jobs?: readonly string[];
}

/** The default priority of the cluster's own controllers. */
const critical = { path: 'priorityClassName', own: 'system-cluster-critical' };
/** One for all of Argo CD. */
const argocd = { path: 'global.priorityClassName' };

const reloader = 'prometheusOperator.prometheusConfigReloader.resources';

/**
 * What third-party charts run, by Application; `argocd` is the release that Pulumi creates. Their
 * templates are not available here, so this describes how they use the values that we set.
 */
export const thirdPartyCharts: Readonly<Record<string, ThirdPartyChart>> = {
  argocd: {
    version: '10.1.1',
    workloads: [
      {
        name: 'argocd-application-controller',
        kind: 'StatefulSet',
        replicas: 1,
        containers: ['controller.resources'],
        priority: argocd,
      },
      {
        name: 'argocd-server',
        kind: 'Deployment',
        replicas: 1,
        containers: ['server.resources'],
        priority: argocd,
      },
      {
        name: 'argocd-repo-server',
        kind: 'Deployment',
        replicas: 1,
        containers: ['repoServer.resources'],
        priority: argocd,
      },
      {
        name: 'argocd-redis',
        kind: 'Deployment',
        replicas: 1,
        containers: ['redis.resources'],
        priority: argocd,
      },
      {
        name: 'argocd-applicationset-controller',
        kind: 'Deployment',
        replicas: 'applicationSet.replicas',
        containers: ['applicationSet.resources'],
        priority: argocd,
      },
    ],
    jobs: ['redisSecretInit.resources'],
  },
  'aws-load-balancer-controller': {
    version: '3.5.0',
    workloads: [
      {
        name: 'aws-load-balancer-controller',
        kind: 'Deployment',
        replicas: 'replicaCount',
        containers: ['resources'],
        priority: critical,
      },
    ],
  },
  'cluster-autoscaler': {
    version: '9.59.0',
    workloads: [
      {
        name: 'cluster-autoscaler',
        kind: 'Deployment',
        replicas: 1,
        containers: ['resources'],
        priority: critical,
      },
    ],
  },
  'external-dns': {
    version: '1.21.1',
    workloads: [
      {
        name: 'external-dns',
        kind: 'Deployment',
        replicas: 1,
        containers: ['resources'],
        priority: { path: 'priorityClassName' },
      },
    ],
  },
  'kube-prometheus-stack': {
    version: '88.5.3',
    workloads: [
      {
        name: 'prometheus-node-exporter',
        kind: 'DaemonSet',
        replicas: 1,
        containers: ['prometheus-node-exporter.resources'],
        priority: { path: 'prometheus-node-exporter.priorityClassName' },
      },
      {
        name: 'prometheus',
        kind: 'StatefulSet',
        replicas: 1,
        containers: ['prometheus.prometheusSpec.resources', reloader],
        priority: { path: 'prometheus.prometheusSpec.priorityClassName' },
        keepsVolume: true,
      },
      {
        name: 'alertmanager',
        kind: 'StatefulSet',
        replicas: 1,
        containers: ['alertmanager.alertmanagerSpec.resources', reloader],
        priority: { path: 'alertmanager.alertmanagerSpec.priorityClassName' },
        keepsVolume: true,
      },
      {
        name: 'prometheus-operator',
        kind: 'Deployment',
        replicas: 1,
        containers: ['prometheusOperator.resources'],
        priority: { path: 'prometheusOperator.priorityClassName' },
      },
      {
        name: 'kube-state-metrics',
        kind: 'Deployment',
        replicas: 1,
        containers: ['kube-state-metrics.resources'],
        priority: { path: 'kube-state-metrics.priorityClassName' },
      },
      {
        // A sidecar fetches dashboards, another data sources.
        name: 'grafana',
        kind: 'Deployment',
        replicas: 1,
        containers: ['grafana.resources', 'grafana.sidecar.resources', 'grafana.sidecar.resources'],
        priority: { path: 'grafana.priorityClassName' },
      },
    ],
  },
  'metrics-server': {
    version: '3.13.1',
    workloads: [
      {
        name: 'metrics-server',
        kind: 'Deployment',
        replicas: 'replicas',
        containers: ['resources'],
        priority: critical,
      },
    ],
  },
  'prometheus-operator-crds': { version: '31.0.1', workloads: [] },
};
