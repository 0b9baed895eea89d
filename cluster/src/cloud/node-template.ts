import { allocatable } from '../../../scripts/capacity/node-types.ts';
import { type KubeObject, manifest, type Taint } from '../control-plane/kube-objects.ts';

/** A managed node group, as EKS is told of it. */
export interface NodeGroup {
  readonly name: string;
  /** One that scripts/capacity/node-types.ts knows. */
  readonly instanceType: string;
  readonly min: number;
  readonly max: number;
  readonly region: string;
  /** Names of the zones, in which nodes are made in turn. */
  readonly zones: readonly string[];
  readonly capacityType?: 'ON_DEMAND' | 'SPOT';
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
}

/**
 * Keeps pods away until the cloud has said what it knows of a node (Kubernetes, "Well-Known Labels,
 * Annotations and Taints"). It stands for all the time in which a machine boots.
 */
export const bootTaint: Taint = {
  key: 'node.cloudprovider.kubernetes.io/uninitialized',
  value: 'true',
  effect: 'NoSchedule',
};

/** GiB of the nodes' volumes (infra/cluster/NodeGroup.ts), less what the kubelet keeps for itself. */
const ephemeralStorage = '18Gi';

/**
 * The Node that a machine of the group registers.
 *
 * @param kubeletVersion - such as `v1.36.3`
 * @param serial - counts the group's machines, from 1; it makes name, address and id
 */
export function nodeObject(
  group: NodeGroup,
  kubeletVersion: string,
  zone: string,
  serial: number,
): KubeObject {
  const { instanceType, region, labels = {}, taints = [], capacityType = 'ON_DEMAND' } = group;
  const offered = allocatable(instanceType);
  const address = `198.19.${Math.floor(serial / 250)}.${(serial % 250) + 1}`;
  const name = `ip-${address.replaceAll('.', '-')}.${region}.compute.internal`;
  const resources = {
    cpu: `${offered.cpu}m`,
    memory: `${offered.memory}Mi`,
    pods: String(offered.pods),
    'ephemeral-storage': ephemeralStorage,
  };
  return manifest(
    'v1',
    'Node',
    {
      name,
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: {
        ...labels,
        'eks.amazonaws.com/nodegroup': group.name,
        'eks.amazonaws.com/capacityType': capacityType,
        'node.kubernetes.io/instance-type': instanceType,
        'topology.kubernetes.io/region': region,
        'topology.kubernetes.io/zone': zone,
        'topology.ebs.csi.aws.com/zone': zone,
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/hostname': name,
      },
    },
    {
      spec: {
        providerID: `aws:///${zone}/i-${serial.toString(16).padStart(17, '0')}`,
        taints: [...taints, bootTaint],
      },
      status: {
        allocatable: resources,
        capacity: { ...resources, cpu: String(Math.ceil(offered.cpu / 1000)) },
        addresses: [
          { type: 'InternalIP', address },
          { type: 'Hostname', address: name },
        ],
        nodeInfo: {
          architecture: 'amd64',
          operatingSystem: 'linux',
          osImage: 'a node played by KWOK',
          kubeletVersion,
          kubeProxyVersion: '',
          kernelVersion: '',
          containerRuntimeVersion: 'kwok://0.8.0',
          machineID: '',
          systemUUID: '',
          bootID: '',
        },
      },
    },
  );
}
