import { allocatable } from './node-types.ts';
import { type Node, type Packing, type Pod, pack, place } from './pack.ts';
import type { NodeLimits, Platform } from './platform.ts';
import type { Workload } from './workload.ts';

/** How many nodes a number of replicas of the API needs, next to everything else. */
export interface NodesNeeded {
  readonly replicas: number;
  /** When all pods are put in order anew: the least that `pack` can do with. */
  readonly packed: number;
  /** When pods stay where they are and nodes come as they are missed: what happens under load. */
  readonly grown: number;
  /** As they come, and the pause pods have their room besides. */
  readonly withRoom: number;
}

export interface Capacity {
  /** The minimum of nodes, with all but the pause pods on them. */
  readonly minimum: Packing;
  /** As the cluster is at rest: pause pods have had it grow by the nodes that they fill. */
  readonly atRest: readonly Node[];
  /** Replicas of the API that find room at rest, at once. */
  readonly spike: {
    /** Where room is free. */
    readonly free: number;
    /** Where pause pods give way. */
    readonly displacing: number;
  };
  /** For each number of replicas that the API may have. */
  readonly needed: readonly NodesNeeded[];
}

/** As many as infra/network makes subnets for nodes in; the autoscaling group fills them in turn. */
const zones = ['a', 'b', 'c'] as const;

/**
 * What nodes of a type hold of the platform.
 *
 * @throws RangeError if a pod does not fit on any node of the type
 */
export function capacity(platform: Platform, type: string, limits: NodeLimits): Capacity {
  const { api, pause, services, maxReplicas } = platform;
  const emptyNode = nodeMaker(platform, type);
  const empty = (count: number) => Array.from({ length: count }, (_, index) => emptyNode(index));
  const minimum = pack([...podsOf(api), ...services.flatMap(podsOf)], empty(limits.min));
  // What finds no room on the minimum makes the cluster grow at once.
  const start = grow(minimum.pending, minimum.nodes, emptyNode);
  const atRest = grow(podsOf(pause), start, emptyNode);
  const free = roomFor(podOf(api), atRest);
  const afterPause = roomFor(podOf(api), without(pause, atRest));

  const settled = podsInPlace(start, services);
  const needed: NodesNeeded[] = [];
  let nodes = start;
  for (let replicas = api.replicas; replicas <= maxReplicas; replicas += 1) {
    if (replicas > api.replicas) nodes = grow([podOf(api)], nodes, emptyNode);
    const pods = [...podsOf({ ...api, replicas }), ...settled];
    needed.push({
      replicas,
      packed: fewestNodes(pods, [limits.min, nodes.length], empty),
      grown: nodes.length,
      withRoom: grow(podsOf(pause), nodes, emptyNode).length,
    });
  }
  return { minimum, atRest, spike: { free, displacing: afterPause - free }, needed };
}

/** Makes nodes with nothing but the pods of DaemonSets, zone by zone in turn. */
export function nodeMaker({ daemons }: Pick<Platform, 'daemons'>, type: string) {
  const size = allocatable(type);
  const pods = daemons.flatMap(podsOf);
  return (index: number): Node => ({
    zone: zones[index % zones.length] ?? zones[0],
    allocatable: size,
    pods,
  });
}

export function podOf({ name, requests }: Workload): Pod {
  return { workload: name, requests };
}

function podsOf(workload: Workload): Pod[] {
  return Array.from({ length: workload.replicas }, () => podOf(workload));
}

/** How many pods like this find room, one after the other. */
export function roomFor(pod: Pod, nodes: readonly Node[]): number {
  const more = place(pod, nodes);
  return more ? 1 + roomFor(pod, more) : 0;
}

/** Places pods one after the other; where there is no room a node is added, as the autoscaler does. */
function grow(
  pods: readonly Pod[],
  nodes: readonly Node[],
  emptyNode: (index: number) => Node,
): readonly Node[] {
  let grown = nodes;
  for (const pod of pods) {
    const placed = place(pod, grown) ?? place(pod, [...grown, emptyNode(grown.length)]);
    if (!placed) throw new RangeError(`${pod.workload} fits on no node of this type`);
    grown = placed;
  }
  return grown;
}

/** The services' pods, those with a volume bound to the zone that they are in. */
function podsInPlace(nodes: readonly Node[], services: readonly Workload[]): Pod[] {
  const kept = new Map(services.map(({ name, keepsVolume }) => [name, keepsVolume === true]));
  return nodes.flatMap(({ zone, pods }) =>
    pods
      .filter(({ workload }) => kept.has(workload))
      .map((pod) => (kept.get(pod.workload) ? { ...pod, zone } : pod)),
  );
}

/** Between the minimum and a number that is known to be enough. */
function fewestNodes(
  pods: readonly Pod[],
  [least, enough]: readonly [number, number],
  empty: (count: number) => readonly Node[],
): number {
  for (let count = least; count < enough; count += 1)
    if (pack(pods, empty(count)).pending.length === 0) return count;
  return enough;
}

function without({ name }: Workload, nodes: readonly Node[]): Node[] {
  return nodes.map((node) => ({
    ...node,
    pods: node.pods.filter(({ workload }) => workload !== name),
  }));
}
