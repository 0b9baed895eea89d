import { fits, free, type Node, type Pod } from './pack.ts';

/** The most that a plugin may say, and what each of them counts (pkg/scheduler/apis/config/v1). */
const most = 100;
const weights = { room: 1, balance: 1, spread: 2, affinity: 2 } as const;

/** How pods are spread that say nothing themselves (the plugin PodTopologySpread's own defaults). */
const defaultSkew = { node: 3, zone: 5 } as const;

/**
 * Where the scheduler of Kubernetes 1.36 puts a pod: on the node, of those that have room, that its
 * default plugins give the most points: the emptiest, the one whose CPU and memory are then used
 * alike, and the one with the fewest like it. Of equals it takes any; here, the first.
 *
 * Left out is what is the same for all nodes of a cluster like ours: taints, images that are there
 * already, affinity to nodes.
 *
 * @returns the node's index, or nothing if none has room
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

/** NodeResourcesFit by LeastAllocated: what would be left, of CPU and of memory. */
function roomScore(pod: Pod, node: Node): number {
  const { allocatable } = node;
  const left = free({ ...node, pods: [...node.pods, pod] });
  const cpu = Math.floor((left.cpu * most) / allocatable.cpu);
  return Math.floor((cpu + Math.floor((left.memory * most) / allocatable.memory)) / 2);
}

/** NodeResourcesBalancedAllocation: whether the pod makes the use of CPU and memory more alike. */
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

/** InterPodAffinity, where the pod would rather have a node for itself. */
function affinityScores({ apart, ...pod }: Pod, feasible: readonly Node[]): number[] {
  const raw = feasible.map((node) => -(apart?.byNode ?? 0) * alike(pod, [node]));
  const [least, best] = [Math.min(...raw), Math.max(...raw)];
  return raw.map((score) =>
    best > least ? Math.trunc((most * (score - least)) / (best - least)) : 0,
  );
}

/** A small topology must not be drowned by a large one. */
function topologyWeight(size: number): number {
  return Math.log(size + 2);
}

function alike({ workload }: Pod, nodes: readonly Node[]): number {
  return nodes.flatMap(({ pods }) => pods).filter((pod) => pod.workload === workload).length;
}

/** Shares of CPU and of memory that pods take of a node. */
function used(pods: readonly Pod[], { zone, allocatable }: Node): number[] {
  const left = free({ zone, allocatable, pods });
  return [1 - left.cpu / allocatable.cpu, 1 - left.memory / allocatable.memory];
}
