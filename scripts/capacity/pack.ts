import type { Allocatable } from './node-types.ts';
import type { Requests } from './workload.ts';

export interface Pod {
  /** Name of its workload. */
  readonly workload: string;
  readonly requests: Requests;
  /** Where its volume lies: it runs nowhere else. */
  readonly zone?: string;
}

export interface Node {
  readonly zone: string;
  readonly allocatable: Allocatable;
  /** Those of DaemonSets included. */
  readonly pods: readonly Pod[];
}

export interface Packing {
  readonly nodes: readonly Node[];
  /** Those for which there is no room. */
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
 * First-fit decreasing: the largest pods first, each on the first node that has room. Where several
 * have, replicas keep apart, by node before by zone: that is what they prefer, and pods that prefer
 * nothing are spread so by the scheduler itself. None stays pending for it.
 *
 * The same pods and nodes, in whatever order the pods come, always give the same packing.
 */
export function pack(pods: readonly Pod[], nodes: readonly Node[]): Packing {
  const [whole] = nodes;
  const size = ({ requests: { cpu, memory } }: Pod) =>
    whole ? Math.max(cpu / whole.allocatable.cpu, memory / whole.allocatable.memory) : 0;
  const order = [...pods].sort(
    (a, b) => size(b) - size(a) || (a.workload < b.workload ? -1 : Number(a.workload > b.workload)),
  );
  const pending: Pod[] = [];
  let packed = nodes;
  for (const pod of order) {
    const placed = place(pod, packed);
    if (placed) packed = placed;
    else pending.push(pod);
  }
  return { nodes: packed, pending };
}

/** The nodes with one more pod, or nothing if none of them has room for it. */
export function place(pod: Pod, nodes: readonly Node[]): readonly Node[] | undefined {
  const replicas = (among: readonly Node[]) =>
    among.flatMap(({ pods }) => pods).filter(({ workload }) => workload === pod.workload).length;
  const [best] = nodes
    .map((node, index) => ({
      index,
      fits: fits(pod, node),
      onNode: replicas([node]),
      inZone: replicas(nodes.filter(({ zone }) => zone === node.zone)),
    }))
    .filter((candidate) => candidate.fits)
    .sort((a, b) => a.onNode - b.onNode || a.inZone - b.inZone || a.index - b.index);
  return (
    best &&
    nodes.map((node, index) =>
      index === best.index ? { ...node, pods: [...node.pods, pod] } : node,
    )
  );
}

function fits({ requests, zone }: Pod, node: Node): boolean {
  const left = free(node);
  return (
    (zone === undefined || zone === node.zone) &&
    requests.cpu <= left.cpu &&
    requests.memory <= left.memory &&
    left.pods > 0
  );
}
