import { type Grown, type Growth, grow } from './grow.ts';
import { allocatable } from './node-types.ts';
import { type Node, type Pod, pack, roomFor } from './pack.ts';
import type { NodeLimits, Platform } from './platform.ts';
import type { Workload } from './workload.ts';

/** The cluster without load. */
export interface Rest extends Grown {
  /** Replicas of the API that fit at once. */
  readonly spike: {
    /** In free capacity. */
    readonly free: number;
    /** By displacing pause pods. */
    readonly displacing: number;
  };
}

/** What a number of replicas of the API needs, together with everything else. */
export interface NodesNeeded {
  readonly replicas: number;
  /** The fewest nodes that can hold it without pause pods, with all pods rearranged by `pack`. */
  readonly least: number;
  /** Nodes under real load: pods stay where they are, and nodes are added when needed. */
  readonly nodes: number;
  /** Pause pods that fit. */
  readonly held: number;
  /** Replicas that do not fit. */
  readonly waiting: number;
}

export interface Capacity {
  /** The minimum number of nodes, with all pods except pause pods. */
  readonly minimum: Grown;
  /** After the first start, on the minimum number of nodes plus those that pods required. */
  readonly atRest: Rest;
  /** After all pods have been rescheduled onto those nodes and spread over them. */
  readonly spread: Rest;
  /** Starting at rest, for each number of replicas that the API may have. */
  readonly needed: readonly NodesNeeded[];
}

/**
 * As many zones as infra/network creates node subnets in; the autoscaling group fills them in turn.
 */
const zones = ['a', 'b', 'c'] as const;

/**
 * How the platform fits on nodes of a type.
 *
 * @throws RangeError if a pod does not fit on any node of the type
 */
export function capacity(platform: Platform, type: string, { min, max }: NodeLimits): Capacity {
  const { api, pause, arrivals, maxReplicas } = platform;
  const emptyNode = nodeMaker(platform, type);
  const empty = (count: number) => Array.from({ length: count }, (_, index) => emptyNode(index));
  const growth: Growth = { yielding: pause.name, max, emptyNode };
  const resting = (count: number): Rest => {
    const grown = grow(arrivals.flatMap(podsOf), empty(count), growth);
    const free = roomFor(podOf(api), grown.nodes);
    const afterPause = roomFor(podOf(api), without(pause, grown.nodes));
    return { ...grown, spike: { free, displacing: afterPause - free } };
  };
  const working = arrivals.filter(({ name }) => name !== pause.name);
  const atRest = resting(min);
  const settled = podsInPlace(
    atRest.nodes,
    working.filter(({ name }) => name !== api.name),
  );

  const needed: NodesNeeded[] = [];
  let under: Grown = atRest;
  for (let replicas = api.replicas; replicas <= maxReplicas; replicas += 1) {
    if (replicas > api.replicas) under = grow([podOf(api), ...under.waiting], under.nodes, growth);
    needed.push({
      replicas,
      least: fewestNodes([...podsOf({ ...api, replicas }), ...settled], min, empty),
      nodes: under.nodes.length,
      held: count(pause, under.nodes),
      waiting: under.waiting.filter(({ workload }) => workload === api.name).length,
    });
  }
  return {
    minimum: grow(working.flatMap(podsOf), empty(min), { ...growth, max: min }),
    atRest,
    spread: resting(atRest.nodes.length),
    needed,
  };
}

/** Makes nodes with only the pods of DaemonSets, in each zone in turn. */
export function nodeMaker({ daemons }: Pick<Platform, 'daemons'>, type: string) {
  const size = allocatable(type);
  const pods = daemons.flatMap(podsOf);
  return (index: number): Node => ({
    zone: zones[index % zones.length] ?? zones[0],
    allocatable: size,
    pods,
  });
}

export function podOf({ name, requests, apart }: Workload): Pod {
  return { workload: name, requests, ...(apart && { apart }) };
}

function podsOf(workload: Workload): Pod[] {
  return Array.from({ length: workload.replicas }, () => podOf(workload));
}

/** How many pods of a workload are on nodes. */
export function count({ name }: Workload, nodes: readonly Node[]): number {
  return nodes.flatMap(({ pods }) => pods).filter(({ workload }) => workload === name).length;
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

/** Starts at the minimum; with a node for each pod there is room for all. */
function fewestNodes(
  pods: readonly Pod[],
  least: number,
  empty: (count: number) => readonly Node[],
): number {
  let nodes = least;
  while (nodes < pods.length && pack(pods, empty(nodes)).pending.length > 0) nodes += 1;
  return nodes;
}

function without({ name }: Workload, nodes: readonly Node[]): Node[] {
  return nodes.map((node) => ({
    ...node,
    pods: node.pods.filter(({ workload }) => workload !== name),
  }));
}
