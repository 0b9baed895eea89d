import { type Amount, add, fits, none, subtract } from './quantities.ts';

/** A pod, as far as an autoscaler weighs it. */
export interface PlannedPod {
  readonly name: string;
  readonly requests: Amount;
  /** Labels that its node must have. */
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** The zones in which all its volumes are; any, where it has none. */
  readonly zones?: readonly string[];
}

/** A node, and what is on it. */
export interface PlannedNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly allocatable: Amount;
  readonly maxPods: number;
  readonly pods: readonly PlannedPod[];
}

const zoneLabel = 'topology.kubernetes.io/zone';

/** Room on nodes, which gets less with each pod that is put there. */
class Room {
  readonly node: PlannedNode;
  #free: Amount;
  #slots: number;

  constructor(node: PlannedNode) {
    this.node = node;
    this.#free = subtract(
      node.allocatable,
      add(none, ...node.pods.map(({ requests }) => requests)),
    );
    this.#slots = node.maxPods - node.pods.length;
  }

  take(pod: PlannedPod): boolean {
    if (this.#slots < 1 || !fits(pod.requests, this.#free) || !allows(this.node, pod)) return false;
    this.#free = subtract(this.#free, pod.requests);
    this.#slots -= 1;
    return true;
  }
}

function allows({ labels }: PlannedNode, { nodeSelector, zones }: PlannedPod): boolean {
  if (zones && !zones.includes(labels[zoneLabel] ?? '')) return false;
  return Object.entries(nodeSelector).every(([key, value]) => labels[key] === value);
}

/** The pods that have no room on the nodes, greatest first. */
export function withoutRoom(
  pods: readonly PlannedPod[],
  nodes: readonly PlannedNode[],
): PlannedPod[] {
  const rooms = nodes.map((node) => new Room(node));
  return greatestFirst(pods).filter((pod) => !rooms.some((room) => room.take(pod)));
}

/**
 * How many nodes would take the pods, packed. Those that fit on no new node count for nothing.
 *
 * @param template - a new node with what is on every node
 */
export function nodesFor(pods: readonly PlannedPod[], template: PlannedNode): number {
  const rooms: Room[] = [];
  for (const pod of greatestFirst(pods)) {
    if (rooms.some((room) => room.take(pod))) continue;
    const room = new Room(template);
    if (room.take(pod)) rooms.push(room);
  }
  return rooms.length;
}

/** The part of a node that its pods ask for, of CPU or memory, whichever is greater. */
export function utilisation({ allocatable, pods }: PlannedNode): number {
  const asked = add(none, ...pods.map(({ requests }) => requests));
  return Math.max(asked.cpu / allocatable.cpu, asked.memory / allocatable.memory);
}

function greatestFirst(pods: readonly PlannedPod[]): PlannedPod[] {
  return pods.toSorted(
    (a, b) => b.requests.cpu - a.requests.cpu || b.requests.memory - a.requests.memory,
  );
}
