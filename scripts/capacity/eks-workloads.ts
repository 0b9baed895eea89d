import type { Workload } from './workload.ts';

/**
 * What EKS's add-ons run (infra/cluster/Cluster.ts lists them), with their own defaults. EKS
 * chooses their versions for the cluster, so no version is given here: `kubectl -n kube-system get
 * daemonsets,deployments -o yaml` shows what runs.
 */
export const eksWorkloads: readonly Workload[] = [
  {
    // aws-node and the agent of network policies, 25m each, no memory
    // (amazon-vpc-cni-k8s, charts/aws-vpc-cni/values.yaml, resources).
    name: 'aws-node',
    kind: 'DaemonSet',
    replicas: 1,
    requests: { cpu: 50, memory: 0 },
  },
  {
    // No memory (EKS User Guide, "Manage kube-proxy in Amazon EKS clusters").
    name: 'kube-proxy',
    kind: 'DaemonSet',
    replicas: 1,
    requests: { cpu: 100, memory: 0 },
  },
  {
    // ebs-plugin, node-driver-registrar and liveness-probe, 10m and 40Mi each
    // (aws-ebs-csi-driver, charts/aws-ebs-csi-driver/values.yaml, node.resources).
    name: 'ebs-csi-node',
    kind: 'DaemonSet',
    replicas: 1,
    requests: { cpu: 30, memory: 120 },
  },
  {
    // The plugin, provisioner, attacher, snapshotter, resizer and liveness-probe, 10m and 40Mi each
    // (the same file, controller.resources).
    name: 'ebs-csi-controller',
    kind: 'Deployment',
    replicas: 2,
    requests: { cpu: 60, memory: 240 },
  },
  {
    // (kubernetes, cluster/addons/dns/coredns/coredns.yaml.base)
    name: 'coredns',
    kind: 'Deployment',
    replicas: 2,
    requests: { cpu: 100, memory: 70 },
  },
];
