import type { Kube } from '../control-plane/kube.ts';
import type { Pod, Taint } from '../control-plane/kube-objects.ts';
import { type DeploymentName, isAvailable } from './availability.ts';
import { type ClusterView, viewCluster } from './cluster-view.ts';
import { drain, isOfDaemonSet } from './drain.ts';
import { startLoop } from './loop.ts';
import type { Machine, Nodes } from './nodes.ts';
import {
  nodesFor,
  type PlannedNode,
  type PlannedPod,
  utilisation,
  withoutRoom,
} from './scale-plan.ts';
import { putTaint, takeTaint } from './taints.ts';

/** Flags of cluster-autoscaler, by their names there; each default is its own. */
export interface AutoscalerOptions {
  /** `expendable-pods-priority-cutoff`. −10. */
  readonly expendablePriority?: number;
  /** `scan-interval`. 10 s. */
  readonly scanSeconds?: number;
  /** `scale-down-unneeded-time`. 600 s. */
  readonly unneededSeconds?: number;
  /** `scale-down-delay-after-add`. 600 s. */
  readonly delayAfterAddSeconds?: number;
  /** `scale-down-utilization-threshold`. 0.5. */
  readonly threshold?: number;
  /** It acts only while this Deployment has a ready pod. Absent: always. */
  readonly deployment?: DeploymentName;
  readonly report?: (line: string) => void;
}

/** What it has done. Times are of `performance.now()`. */
export interface Scaling {
  readonly at: number;
  readonly type: 'up' | 'down';
  readonly nodes: readonly string[];
}

export interface Autoscaler {
  readonly scalings: readonly Scaling[];
  close(): Promise<void>;
}

/** Says that a node is about to go, as cluster-autoscaler does. */
const goingTaint: Taint = { key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' };
/** Milliseconds for the pods of a node to move (`max-pod-eviction-time`). */
const evictionLimit = 120_000;
/** A node's last pod may not be moved where it says so itself. */
const keepAnnotation = 'cluster-autoscaler.kubernetes.io/safe-to-evict';

/**
 * Stands in for cluster-autoscaler with one node group, so that every expander comes to the same: it
 * orders nodes for pods that the scheduler finds no room for, and drains nodes that are not needed.
 */
export function startAutoscaler(
  kube: Kube,
  nodes: Nodes,
  options: AutoscalerOptions = {},
): Autoscaler {
  const {
    expendablePriority = -10,
    scanSeconds = 10,
    unneededSeconds = 600,
    delayAfterAddSeconds = 600,
    threshold = 0.5,
    deployment,
    report,
  } = options;
  const scalings: Scaling[] = [];
  const unneededSince = new Map<string, number>();
  let lastAdded = Number.NEGATIVE_INFINITY;

  const note = (type: Scaling['type'], names: readonly string[]) => {
    scalings.push({ at: performance.now(), type, nodes: names });
    report?.(`autoscaler: ${type === 'up' ? '+' : '-'}${names.join(', ')}`);
  };
  const up = async (view: ClusterView): Promise<boolean> => {
    const template = templateOf(view, nodes);
    const left = withoutRoom(view.waiting, usable(view, nodes));
    if (!template || left.length === 0) return false;
    const room = nodes.group.max - nodes.size();
    const count = Math.min(nodesFor(placeable(left, template, nodes), template), room);
    if (count === 0) return false;
    note('up', await nodes.add(count));
    lastAdded = performance.now();
    return true;
  };
  const down = async (view: ClusterView) => {
    const candidate = dueNode(view);
    if (!candidate || performance.now() - lastAdded < delayAfterAddSeconds * 1000) return;
    unneededSince.delete(candidate.name);
    await putTaint(kube, candidate.name, goingTaint);
    try {
      await drain(kube, candidate.name, evictionLimit);
    } catch (error) {
      // A disruption budget keeps its pods: the node stays, and is considered again later.
      await reopen(kube, candidate.name);
      throw error;
    }
    await nodes.terminate(candidate.name);
    note('down', [candidate.name]);
  };
  /** A node that has not been needed for long enough, if there is one. */
  const dueNode = (view: ClusterView): PlannedNode | undefined => {
    const now = performance.now();
    const ready = usable(view, nodes).filter(({ name }) => isReady(name, nodes));
    const unneeded = ready.filter((node) => isUnneeded(node, ready, view, threshold));
    const names = new Set(unneeded.map(({ name }) => name));
    for (const name of unneededSince.keys()) if (!names.has(name)) unneededSince.delete(name);
    for (const name of names) if (!unneededSince.has(name)) unneededSince.set(name, now);
    if (nodes.size() <= nodes.group.min) return undefined;
    return unneeded.find(
      ({ name }) => now - (unneededSince.get(name) ?? now) >= unneededSeconds * 1000,
    );
  };

  const loop = startLoop(
    'autoscaler',
    async () => {
      if (deployment && !(await isAvailable(kube, deployment))) return;
      const view = await viewCluster(kube, expendablePriority);
      if (!(await up(view))) await down(view);
    },
    scanSeconds * 1000,
    report,
  );
  return { scalings, close: () => loop.close() };
}

/** The group's nodes that take pods, or will once they have booted. */
function usable(view: ClusterView, nodes: Nodes): readonly PlannedNode[] {
  const alive = new Set(
    nodes
      .machines()
      .flatMap(({ name, goneAt, lost }) => (goneAt === undefined && !lost ? [name] : [])),
  );
  return view.nodes.filter(({ name }) => alive.has(name));
}

function isReady(name: string, nodes: Nodes): boolean {
  return nodes.machines().some((machine: Machine) => machine.name === name && machine.readyAt);
}

/** A new node: one of those that there are, with nothing on it but what DaemonSets put on each. */
function templateOf(view: ClusterView, nodes: Nodes): PlannedNode | undefined {
  const [node] = usable(view, nodes);
  if (!node) return undefined;
  const everywhere = new Set(
    (view.pods.get(node.name) ?? [])
      .filter(isOfDaemonSet)
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  );
  return { ...node, name: 'new', pods: node.pods.filter(({ name }) => everywhere.has(name)) };
}

/** A volume's zone is as good as any other before a node is made: the group has nodes in all. */
function placeable(
  pods: readonly PlannedPod[],
  { labels }: PlannedNode,
  { group }: Nodes,
): readonly PlannedPod[] {
  const zone = labels['topology.kubernetes.io/zone'] ?? '';
  return pods
    .filter(({ zones }) => !zones || zones.some((name) => group.zones.includes(name)))
    .map((pod) => (pod.zones ? { ...pod, zones: [zone] } : pod));
}

function isUnneeded(
  node: PlannedNode,
  all: readonly PlannedNode[],
  { pods }: ClusterView,
  threshold: number,
): boolean {
  if (utilisation(node) >= threshold) return false;
  const own = pods.get(node.name) ?? [];
  if (own.some((pod) => !isMovable(pod))) return false;
  const staying = new Set(own.filter(isOfDaemonSet).map(({ metadata }) => metadata.name));
  const moving = node.pods.filter(({ name }) => !staying.has(name.split('/')[1] ?? ''));
  return (
    withoutRoom(
      moving,
      all.filter(({ name }) => name !== node.name),
    ).length === 0
  );
}

/** Whether a pod would be recreated elsewhere, and does not forbid being moved. */
function isMovable({ metadata }: Pod): boolean {
  if (metadata.annotations?.[keepAnnotation] === 'false') return false;
  return metadata.ownerReferences?.some(({ controller }) => controller) === true;
}

async function reopen(kube: Kube, name: string): Promise<void> {
  await kube.patch({ apiVersion: 'v1', kind: 'Node', name }, { spec: { unschedulable: false } });
  await takeTaint(kube, name, goingTaint);
}
