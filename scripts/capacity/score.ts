import { fits, free, type Node, type Pod } from './pack.ts';

/** The highest score of a plugin, and the plugins' weights (pkg/scheduler/apis/config/v1). */
const most = 100;
const weights = { room: 1, balance: 1, spread: 2, affinity: 2 } as const;

/** How pods without their own constraints are spread (defaults of the plugin PodTopologySpread). */
const defaultSkew = { node: 3, zone: 5 } as const;

/**
 * Where the scheduler of Kubernetes 1.36 puts a pod: of the nodes with room, on the one to which
 * its default plugins give the highest score. They prefer the emptiest node, evenly used CPU and
 * memory, and the fewest similar pods. Among equals it takes any; here, the first.
 *
 * What is the same for all nodes of a cluster like ours is left out: taints, present images, node
 * affinity.
 *
 * @returns the node's index, or undefined if none has room
 */
export function choose(pod: Pod, nodes: readonly Node[]): number | undefined {
  const candidates = nodes
    .map((node, index) => ({ node, index }))
    .filter(({ node }) => fits(pod, node));
  const feasible = candidates.map(({ node }) => node);
  const spread = spreadScores(pod, feasible, nodes);
  const affinity = affinityScores(pod, feasible);
  let best: { readonly index: number; readonly score: number } | undefined;
  candidates.forEach(({ node, index }, at) => {
    const score =
      weights.room * roomScore(pod, node) +
      weights.balance * balanceScore(pod, node) +
      weights.spread * (spread[at] ?? 0) +
      weights.affinity * (affinity[at] ?? 0);
    if (!best || score > best.score) best = { index, score };
  });
  return best?.index;
}

/** NodeResourcesFit with LeastAllocated: the CPU and memory that would be left. */
function roomScore(pod: Pod, node: Node): number {
  const { allocatable } = node;
  const left = free({ ...node, pods: [...node.pods, pod] });
  const cpu = Math.floor((left.cpu * most) / allocatable.cpu);
  return Math.floor((cpu + Math.floor((left.memory * most) / allocatable.memory)) / 2);
}

/** NodeResourcesBalancedAllocation: whether the pod balances the use of CPU and memory. */
function balanceScore(pod: Pod, node: Node): number {
  const balance = ([cpu = 0, memory = 0]: readonly number[]) =>
    Math.trunc((1 - Math.abs(cpu - memory) / 2) * most);
  const gained = balance(used([...node.pods, pod], node)) - balance(used(node.pods, node));
  return most / 2 + Math.trunc((most / 2 + gained) / 2);
}

/** PodTopologySpread: the fewer of its kind on the node and in the zone, the better. */
function spreadScores(pod: Pod, feasible: readonly Node[], nodes: readonly Node[]): number[] {
  const zones = new Set(feasible.map(({ zone }) => zone));
  const raw = feasible.map((node) => {
    const inZone = alike(
      pod,
      nodes.filter(({ zone }) => zone === node.zone),
    );
    const byZone = (skew: number) => inZone * topologyWeight(zones.size) + skew - 1;
    if (pod.apart?.zoneSkew !== undefined) return Math.round(byZone(pod.apart.zoneSkew));
    const byNode = alike(pod, [node]) * topologyWeight(feasible.length) + defaultSkew.node - 1;
    return Math.round(byNode + byZone(defaultSkew.zone));
  });
  const [least, worst] = [Math.min(...raw), Math.max(...raw)];
  return raw.map((score) =>
    worst === 0 ? most : Math.trunc((most * (worst + least - score)) / worst),
  );
}

/** InterPodAffinity, when the pod prefers a node for itself. */
function affinityScores({ apart, ...pod }: Pod, feasible: readonly Node[]): number[] {
  const raw = feasible.map((node) => -(apart?.byNode ?? 0) * alike(pod, [node]));
  const [least, best] = [Math.min(...raw), Math.max(...raw)];
  return raw.map((score) =>
    best > least ? Math.trunc((most * (score - least)) / (best - least)) : 0,
  );
}

/** A small topology must not be outweighed by a large one. */
function topologyWeight(size: number): number {
  return Math.log(size + 2);
}

function alike({ workload }: Pod, nodes: readonly Node[]): number {
  return nodes.flatMap(({ pods }) => pods).filter((pod) => pod.workload === workload).length;
}

/** The shares of a node's CPU and memory that pods use. */
function used(pods: readonly Pod[], { zone, allocatable }: Node): number[] {
  const left = free({ zone, allocatable, pods });
  return [1 - left.cpu / allocatable.cpu, 1 - left.memory / allocatable.memory];
}
