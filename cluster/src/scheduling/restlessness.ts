import { fits } from '../../../scripts/capacity/pack.ts';
import type { Nodes } from '../cloud/nodes.ts';
import type { Kube } from '../control-plane/kube.ts';
import type { Deployment, KubeObject } from '../control-plane/kube-objects.ts';
import type { Arrangement, PlacedNode, PlacedPod } from './arrangement.ts';

interface Scaler extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly name: string };
    readonly minReplicas: number;
  };
}

type Group = Pick<Nodes, 'machines' | 'size'> & { readonly group: { readonly max: number } };

/** How many nodes will take pods soon. To be asked before looking who is where. */
export function booting(group: Group): number {
  return group
    .machines()
    .filter(({ readyAt, goneAt }) => readyAt === undefined && goneAt === undefined).length;
}

/** What is still going to happen where no node boots, or nothing if the cluster is at rest. */
export async function restlessness(
  kube: Pick<Kube, 'list'>,
  { nodes, waiting }: Arrangement,
  group: Group,
): Promise<string | undefined> {
  const placed = nodes.flatMap(({ pods }) => pods);
  const moving = [...placed, ...waiting].find(({ leaving, promised }) => leaving || promised);
  if (moving) return `${moving.name} moves`;
  const starting = placed.find(({ ready }) => !ready);
  if (starting) return `${starting.name} is not ready`;
  const placeable = waiting.find((pod) => nodes.some((node) => canCome(pod, node)));
  if (placeable) return `${placeable.name} has room`;
  const [first] = waiting;
  if (first && group.size() < group.group.max) return `${first.name} may have another node`;
  return missing(kube, [...placed, ...waiting]);
}

/** Whether there is room for a pod, or it may make some. */
function canCome(pod: PlacedPod, node: PlacedNode): boolean {
  const staying = node.pods.filter(({ priority }) => priority >= pod.priority);
  return node.open && fits(pod, { ...node, pods: staying });
}

/** A workload with fewer or more pods than it should have. */
async function missing(
  kube: Pick<Kube, 'list'>,
  pods: readonly PlacedPod[],
): Promise<string | undefined> {
  const [deployments, sets, scalers] = await Promise.all([
    kube.list<Deployment>('apps/v1', 'Deployment'),
    kube.list<Deployment>('apps/v1', 'StatefulSet'),
    kube.list<Scaler>('autoscaling/v2', 'HorizontalPodAutoscaler'),
  ]);
  for (const { metadata, spec } of [...deployments, ...sets]) {
    const { name, namespace = '' } = metadata;
    const least = scalers.find(
      (scaler) =>
        scaler.metadata.namespace === namespace && scaler.spec.scaleTargetRef.name === name,
    )?.spec.minReplicas;
    const wanted = Math.max(spec.replicas ?? 1, least ?? 0);
    const there = pods.filter((pod) => pod.workload === name && pod.namespace === namespace);
    if (there.length !== wanted) return `${name} has ${there.length} pods, not ${wanted}`;
  }
  return undefined;
}
