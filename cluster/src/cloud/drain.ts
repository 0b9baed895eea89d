import type { Kube } from '../control-plane/kube.ts';
import type { Pod } from '../control-plane/kube-objects.ts';
import { until } from '../processes/until.ts';

/** Milliseconds for which EKS tries to drain a node (EKS User Guide, "node update behavior"). */
const drainLimit = 15 * 60_000;

/**
 * Closes a node and asks its pods to go, over and over where a PodDisruptionBudget forbids it, until
 * only those of DaemonSets are left.
 *
 * @throws Error if some stay; the node is left closed
 */
export async function drain(kube: Kube, node: string, limitMs = drainLimit): Promise<void> {
  await kube.patch(
    { apiVersion: 'v1', kind: 'Node', name: node },
    { spec: { unschedulable: true } },
  );
  await until(
    `the pods of ${node} to be gone`,
    async () => {
      const pods = await podsOf(kube, node);
      const movable = pods.filter((pod) => !isOfDaemonSet(pod) && !isOver(pod));
      for (const pod of movable) if (!pod.metadata.deletionTimestamp) await kube.evict(pod);
      if (movable.length > 0)
        throw new Error(`still there: ${movable.map(({ metadata }) => metadata.name).join(', ')}`);
      return true;
    },
    limitMs,
  );
}

export function podsOf(kube: Kube, node: string): Promise<Pod[]> {
  return kube.list<Pod>('v1', 'Pod', { fieldSelector: `spec.nodeName=${node}` });
}

export function isOfDaemonSet({ metadata }: Pod): boolean {
  return metadata.ownerReferences?.some(({ kind }) => kind === 'DaemonSet') === true;
}

export function isOver({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}
