import { add, fits, type Node, type Pod } from './pack.ts';
import { choose } from './score.ts';

/** The resulting nodes, and the pods that wait for room. */
export interface Grown {
  readonly nodes: readonly Node[];
  readonly waiting: readonly Pod[];
}

export interface Growth {
  /** Name of the workload whose pods give way to all others. */
  readonly yielding: string;
  /** Maximum number of nodes. */
  readonly max: number;
  /** Makes a new node, given its index. */
  readonly emptyNode: (index: number) => Node;
}

/**
 * Schedules pods one after the other. Each goes where the scheduler puts it; if there is no room,
 * yielding pods are displaced; if that is not enough, the autoscaler adds a node, up to the
 * maximum. Displaced pods are scheduled again at the end.
 *
 * @throws RangeError if a pod does not even fit on an empty node
 */
export function grow(
  pods: readonly Pod[],
  start: readonly Node[],
  { yielding, max, emptyNode }: Growth,
): Grown {
  let nodes = start;
  const waiting: Pod[] = [];
  const queue = [...pods];
  for (let pod = queue.shift(); pod; pod = queue.shift()) {
    const room = put(pod, nodes) ?? makeWay(pod, nodes, yielding);
    const more = nodes.length < max ? [...nodes, emptyNode(nodes.length)] : nodes;
    const placed = room ?? put(pod, more);
    if (placed) {
      nodes = placed.nodes;
      queue.push(...placed.displaced);
    } else if (fits(pod, { ...emptyNode(0), zone: pod.zone ?? '' })) waiting.push(pod);
    else throw new RangeError(`${pod.workload} does not fit on any node of this type`);
  }
  return { nodes, waiting };
}

interface Placed {
  readonly nodes: readonly Node[];
  readonly displaced: readonly Pod[];
}

function put(pod: Pod, nodes: readonly Node[]): Placed | undefined {
  const index = choose(pod, nodes);
  return index === undefined ? undefined : { nodes: add(pod, nodes, index), displaced: [] };
}

/** On the node where the fewest pods must give way, displacing only as many as needed. */
function makeWay(pod: Pod, nodes: readonly Node[], yielding: string): Placed | undefined {
  if (pod.workload === yielding) return undefined;
  const [best] = nodes
    .flatMap((node, index) => {
      const cleared = clear(pod, node, yielding);
      return cleared ? [{ index, ...cleared }] : [];
    })
    .sort((a, b) => a.displaced.length - b.displaced.length);
  if (!best) return undefined;
  const { index, node, displaced } = best;
  return { nodes: add(pod, nodes.with(index, node), index), displaced };
}

function clear(pod: Pod, node: Node, yielding: string) {
  let left = node;
  const displaced: Pod[] = [];
  for (const victim of node.pods.filter(({ workload }) => workload === yielding)) {
    if (fits(pod, left)) break;
    left = { ...left, pods: left.pods.toSpliced(left.pods.lastIndexOf(victim), 1) };
    displaced.push(victim);
  }
  return displaced.length > 0 && fits(pod, left) ? { node: left, displaced } : undefined;
}
