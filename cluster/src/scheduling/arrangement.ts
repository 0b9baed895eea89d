import type { Node as ModelNode, Pod as ModelPod } from '../../../scripts/capacity/pack.ts';
import type { Requests } from '../../../scripts/capacity/workload.ts';
import { type Amount, amountOf, requestsOf } from '../cloud/quantities.ts';
import type { Kube } from '../control-plane/kube.ts';
import { holds, type KubeObject, type Node, type Pod } from '../control-plane/kube-objects.ts';

/** A pod of the cluster, told as the capacity model tells it. */
export interface PlacedPod extends ModelPod {
  readonly namespace: string;
  readonly name: string;
  readonly ready: boolean;
  readonly priority: number;
  /** A node that is being cleared for it. */
  readonly promised: boolean;
  readonly leaving: boolean;
}

/** A node of the cluster, told so too. */
export interface PlacedNode extends ModelNode {
  readonly name: string;
  /** Whether pods may come to it. */
  readonly open: boolean;
  readonly pods: readonly PlacedPod[];
}

/** Who is where. */
export interface Arrangement {
  readonly nodes: readonly PlacedNode[];
  /** Pods without a node. */
  readonly waiting: readonly PlacedPod[];
}

/** Looks at all nodes and pods of a cluster. */
export async function arrangement(kube: Kube): Promise<Arrangement> {
  const [nodes, pods, volumes] = await Promise.all([
    kube.list<Node>('v1', 'Node'),
    kube.list<ScheduledPod>('v1', 'Pod'),
    kube.list<Volume>('v1', 'PersistentVolume'),
  ]);
  const placed = placing(volumes);
  const living = pods.filter(({ status }) => status?.phase !== 'Succeeded');
  return {
    nodes: nodes.map(({ metadata, spec, status }) => ({
      name: metadata.name,
      zone: metadata.labels?.['topology.kubernetes.io/zone'] ?? '',
      open:
        holds(status?.conditions, 'Ready') &&
        !spec?.unschedulable &&
        !spec?.taints?.some(({ effect }) => effect !== 'PreferNoSchedule'),
      allocatable: {
        ...inMebibytes(amountOf(status?.allocatable)),
        pods: Number(status?.allocatable?.pods ?? 0),
      },
      pods: living.filter(({ spec: { nodeName } }) => nodeName === metadata.name).map(placed),
    })),
    waiting: living.filter(({ spec: { nodeName } }) => nodeName === undefined).map(placed),
  };
}

interface ScheduledPod extends Pod {
  readonly spec: Pod['spec'] & {
    readonly volumes?: readonly {
      readonly persistentVolumeClaim?: { readonly claimName: string };
    }[];
  };
  readonly status?: Pod['status'] & { readonly nominatedNodeName?: string };
}

interface Volume extends KubeObject {
  readonly spec: {
    readonly claimRef?: { readonly namespace: string; readonly name: string };
    readonly nodeAffinity?: {
      readonly required: {
        readonly nodeSelectorTerms: readonly {
          readonly matchExpressions: readonly { readonly values?: readonly string[] }[];
        }[];
      };
    };
  };
}

/** Tells pods, with the zones in which their volumes are. */
function placing(volumes: readonly Volume[]): (pod: ScheduledPod) => PlacedPod {
  const zones = new Map(
    volumes.map(({ spec: { claimRef, nodeAffinity } }) => [
      `${claimRef?.namespace}/${claimRef?.name}`,
      nodeAffinity?.required.nodeSelectorTerms[0]?.matchExpressions[0]?.values?.[0],
    ]),
  );
  return (pod) => {
    const [zone] = (pod.spec.volumes ?? []).flatMap(
      ({ persistentVolumeClaim: claim }) =>
        zones.get(`${pod.metadata.namespace}/${claim?.claimName}`) ?? [],
    );
    return { ...placedPod(pod), ...(zone !== undefined && { zone }) };
  };
}

function placedPod(pod: ScheduledPod): PlacedPod {
  const { metadata, spec, status } = pod;
  return {
    workload: workloadOf(metadata),
    requests: inMebibytes(requestsOf(pod)),
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    priority: spec.priority ?? 0,
    ready: holds(status?.conditions, 'Ready'),
    promised: Boolean(status?.nominatedNodeName),
    leaving: metadata.deletionTimestamp !== undefined,
  };
}

/** The name of a pod's workload. A ReplicaSet's name is its Deployment's with a hash. */
export function workloadOf({ name, ownerReferences }: Pod['metadata']): string {
  const [owner] = ownerReferences ?? [];
  if (!owner) return name;
  return owner.kind === 'ReplicaSet' ? owner.name.replace(/-[^-]+$/, '') : owner.name;
}

function inMebibytes({ cpu, memory }: Amount): Requests {
  return { cpu, memory: memory / 2 ** 20 };
}
