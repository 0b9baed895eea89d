import type { Allocatable } from './node-types.ts';
import type { Apart, Requests } from './workload.ts';

export interface Pod {
  /** Name of its workload. */
  readonly workload: string;
  readonly requests: Requests;
  /** Zone of its volume, outside which it cannot run. */
  readonly zone?: string;
  readonly apart?: Apart;
}

export interface Node {
  readonly zone: string;
  readonly allocatable: Allocatable;
  /** Including those of DaemonSets. */
  readonly pods: readonly Pod[];
}

export interface Packing {
  readonly nodes: readonly Node[];
  /** Pods for which there is no room. */
  readonly pending: readonly Pod[];
}

/** What a node has left. */
export function free({ allocatable, pods }: Node): Allocatable {
  return pods.reduce(
    (left, { requests }) => ({
      cpu: left.cpu - requests.cpu,
      memory: left.memory - requests.memory,
      pods: left.pods - 1,
    }),
    allocatable,
  );
}

/**
 * Packs as many pods as possible on few nodes, by first-fit decreasing: first the pods that are
 * bound to a zone, then the largest, each on the first node that has room. A real cluster does not
 * do this: `choose` of score.ts tells where the scheduler puts pods.
 *
 * The same pods and nodes always give the same packing, whatever the order of the pods.
 */
export function pack(pods: readonly Pod[], nodes: readonly Node[]): Packing {
  const [whole] = nodes;
  const size = ({ requests: { cpu, memory } }: Pod) =>
    whole ? Math.max(cpu / whole.allocatable.cpu, memory / whole.allocatable.memory) : 0;
  const order = [...pods].sort(
    (a, b) =>
      Number(b.zone !== undefined) - Number(a.zone !== undefined) ||
      size(b) - size(a) ||
      (a.workload < b.workload ? -1 : Number(a.workload > b.workload)),
  );
  const pending: Pod[] = [];
  let packed = nodes;
  for (const pod of order) {
    const index = packed.findIndex((node) => fits(pod, node));
    if (index === -1) pending.push(pod);
    else packed = add(pod, packed, index);
  }
  return { nodes: packed, pending };
}

/** The nodes, with one more pod on the one at this index. */
export function add(pod: Pod, nodes: readonly Node[], index: number): readonly Node[] {
  return nodes.map((node, at) => (at === index ? { ...node, pods: [...node.pods, pod] } : node));
}

/** Whether a node has room for a pod and can reach its volume. */
export function fits({ requests, zone }: Pod, node: Node): boolean {
  const left = free(node);
  return (
    (zone === undefined || zone === node.zone) &&
    requests.cpu <= left.cpu &&
    requests.memory <= left.memory &&
    left.pods > 0
  );
}

/** How many pods like this fit on the nodes. */
export function roomFor(pod: Pod, nodes: readonly Node[]): number {
  const index = nodes.findIndex((node) => fits(pod, node));
  return index === -1 ? 0 : 1 + roomFor(pod, add(pod, nodes, index));
}
