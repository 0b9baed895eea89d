/**
 * The Kubernetes service accounts that assume an IAM role. Pulumi writes these names into the
 * roles' trust policies and passes the roles to Argo CD, whose charts must use exactly these names.
 */

export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

export const serviceAccounts = {
  api: { namespace: 'video', name: 'api' },
  awsLoadBalancerController: { namespace: 'kube-system', name: 'aws-load-balancer-controller' },
  clusterAutoscaler: { namespace: 'kube-system', name: 'cluster-autoscaler' },
  externalDns: { namespace: 'external-dns', name: 'external-dns' },
  grafana: { namespace: 'monitoring', name: 'grafana' },
  alertmanager: { namespace: 'monitoring', name: 'alertmanager' },
} as const satisfies Record<string, ServiceAccount>;

/** A workload that assumes an IAM role. */
export type Workload = keyof typeof serviceAccounts;
