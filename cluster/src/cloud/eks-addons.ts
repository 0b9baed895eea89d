import { eksWorkloads } from '../../../scripts/capacity/eks-workloads.ts';
import type { Workload } from '../../../scripts/capacity/workload.ts';
import type { Kube } from '../control-plane/kube.ts';
import { type KubeObject, manifest } from '../control-plane/kube-objects.ts';

const namespace = 'kube-system';
/** Of CoreDNS, the tenth address of the cluster's Services (EKS User Guide). */
const dnsAddress = '172.20.0.10';

/**
 * Puts in what EKS's add-ons run, of the names, priorities and requests that they have there, and
 * the classes of volumes that every cluster of EKS has.
 */
export async function installEksAddons(kube: Kube): Promise<void> {
  await kube.apply(eksAddons());
}

/** What {@link installEksAddons} applies. */
export function eksAddons(): readonly KubeObject[] {
  return [
    ...eksWorkloads.flatMap(objectsOf),
    object('v1', 'Service', 'kube-dns', {
      spec: {
        clusterIP: dnsAddress,
        selector: { 'k8s-app': 'kube-dns' },
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP' },
          { name: 'dns-tcp', port: 53, protocol: 'TCP' },
        ],
      },
    }),
    manifest(
      'storage.k8s.io/v1',
      'StorageClass',
      { name: 'gp2' },
      {
        provisioner: 'kubernetes.io/aws-ebs',
        parameters: { type: 'gp2', fsType: 'ext4' },
        reclaimPolicy: 'Delete',
        volumeBindingMode: 'WaitForFirstConsumer',
      },
    ),
    manifest(
      'storage.k8s.io/v1',
      'CSIDriver',
      { name: 'ebs.csi.aws.com' },
      {
        spec: { attachRequired: true, podInfoOnMount: false, fsGroupPolicy: 'File' },
      },
    ),
  ];
}

function objectsOf(workload: Workload): readonly KubeObject[] {
  const { name, kind, replicas, requests } = workload;
  const labels = { 'k8s-app': name === 'coredns' ? 'kube-dns' : name };
  const onEachNode = kind === 'DaemonSet';
  const template = {
    metadata: { labels },
    spec: {
      priorityClassName: onEachNode ? 'system-node-critical' : 'system-cluster-critical',
      // Those of a DaemonSet prepare the node, and so run where nothing else may yet.
      tolerations: onEachNode
        ? [{ operator: 'Exists' }]
        : [
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
            { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' },
          ],
      ...(onEachNode ? {} : { affinity: apart(labels) }),
      containers: [
        {
          name,
          image: `rehearsal.invalid/eks/${name}:v1`,
          resources: { requests: { cpu: `${requests.cpu}m`, memory: `${requests.memory}Mi` } },
        },
      ],
    },
  };
  const controller = object('apps/v1', kind, name, {
    spec: {
      selector: { matchLabels: labels },
      template,
      ...(onEachNode ? {} : { replicas }),
    },
  });
  if (onEachNode) return [controller];
  return [
    controller,
    object('policy/v1', 'PodDisruptionBudget', name, {
      spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
    }),
  ];
}

function apart(matchLabels: Readonly<Record<string, string>>): object {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: {
            labelSelector: { matchLabels },
            topologyKey: 'kubernetes.io/hostname',
          },
        },
      ],
    },
  };
}

function object(apiVersion: string, kind: string, name: string, fields: object): KubeObject {
  return manifest(apiVersion, kind, { name, namespace }, fields);
}
