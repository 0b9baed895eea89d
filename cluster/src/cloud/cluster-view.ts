import type { Kube } from '../control-plane/kube.ts';
import type { KubeObject, Node, Pod } from '../control-plane/kube-objects.ts';
import { isOfDaemonSet, isOver } from './drain.ts';
import { amountOf, parseQuantity, requestsOf } from './quantities.ts';
import type { PlannedNode, PlannedPod } from './scale-plan.ts';

/** What an autoscaler sees of a cluster at one moment. */
export interface ClusterView {
  readonly nodes: readonly PlannedNode[];
  /** By node. */
  readonly pods: ReadonlyMap<string, readonly Pod[]>;
  /** Pods that the scheduler has found no room for, above the cutoff, but for those of DaemonSets. */
  readonly waiting: readonly PlannedPod[];
}

interface Claim extends KubeObject {
  readonly spec: { readonly volumeName?: string };
}

interface Volume extends KubeObject {
  readonly spec: {
    readonly nodeAffinity?: {
      readonly required?: {
        readonly nodeSelectorTerms: readonly {
          readonly matchExpressions?: readonly { key: string; values?: readonly string[] }[];
        }[];
      };
    };
  };
}

interface PodWithVolumes extends Pod {
  readonly spec: Pod['spec'] & {
    readonly nodeSelector?: Readonly<Record<string, string>>;
    readonly volumes?: readonly {
      readonly persistentVolumeClaim?: { readonly claimName: string };
    }[];
  };
}

/** @param cutoff - priority below which pods get no node */
export async function viewCluster(kube: Kube, cutoff: number): Promise<ClusterView> {
  const [nodes, pods, claims, volumes] = await Promise.all([
    kube.list<Node>('v1', 'Node'),
    kube.list<PodWithVolumes>('v1', 'Pod'),
    kube.list<Claim>('v1', 'PersistentVolumeClaim'),
    kube.list<Volume>('v1', 'PersistentVolume'),
  ]);
  const zonesOf = zonesByClaim(claims, volumes);
  const plan = (pod: PodWithVolumes) => planPod(pod, zonesOf);
  const live = pods.filter((pod) => !isOver(pod));
  const byNode = Map.groupBy(
    live.filter(({ spec }) => spec.nodeName !== undefined),
    ({ spec }) => spec.nodeName ?? '',
  );
  const weighs = ({ spec }: Pod) => (spec.priority ?? 0) >= cutoff;
  return {
    pods: byNode,
    nodes: nodes.map(({ metadata, status }) => ({
      name: metadata.name,
      labels: metadata.labels ?? {},
      allocatable: amountOf(status?.allocatable),
      maxPods: parseQuantity(status?.allocatable?.pods ?? '0'),
      pods: (byNode.get(metadata.name) ?? []).filter(weighs).map(plan),
    })),
    waiting: live
      .filter((pod) => weighs(pod) && isUnschedulable(pod) && !isOfDaemonSet(pod))
      .map(plan),
  };
}

function isUnschedulable({ metadata, spec, status }: Pod): boolean {
  return (
    spec.nodeName === undefined &&
    metadata.deletionTimestamp === undefined &&
    status?.conditions?.some(
      ({ type, reason }) => type === 'PodScheduled' && reason === 'Unschedulable',
    ) === true
  );
}

/** A pod as {@link PlannedPod}. */
function planPod(pod: PodWithVolumes, zonesOf: ReadonlyMap<string, readonly string[]>): PlannedPod {
  const { metadata, spec } = pod;
  const zones = (spec.volumes ?? []).flatMap(({ persistentVolumeClaim: claim }) => {
    const found = claim && zonesOf.get(`${metadata.namespace}/${claim.claimName}`);
    return found ? [found] : [];
  });
  const [first, ...others] = zones;
  return {
    name: `${metadata.namespace}/${metadata.name}`,
    requests: requestsOf(pod),
    nodeSelector: spec.nodeSelector ?? {},
    ...(first && {
      zones: first.filter((zone) => others.every((other) => other.includes(zone))),
    }),
  };
}

function zonesByClaim(
  claims: readonly Claim[],
  volumes: readonly Volume[],
): ReadonlyMap<string, readonly string[]> {
  const zones = new Map(
    volumes.map(({ metadata, spec }) => [
      metadata.name,
      spec.nodeAffinity?.required?.nodeSelectorTerms
        .flatMap(({ matchExpressions = [] }) => matchExpressions)
        .find(({ key }) => key === 'topology.kubernetes.io/zone')?.values,
    ]),
  );
  return new Map(
    claims.flatMap(({ metadata, spec }) => {
      const found = spec.volumeName === undefined ? undefined : zones.get(spec.volumeName);
      return found ? [[`${metadata.namespace}/${metadata.name}`, found] as const] : [];
    }),
  );
}
