import type { Kube } from '../control-plane/kube.ts';
import { KubeError } from '../control-plane/kube-http.ts';
import type { Node, Taint } from '../control-plane/kube-objects.ts';

/** How often it is tried again where somebody else has changed the node meanwhile. */
const tries = 10;

export async function putTaint(kube: Kube, node: string, taint: Taint): Promise<void> {
  await changeTaints(kube, node, (taints) => [...without(taints, taint), taint]);
}

export async function takeTaint(kube: Kube, node: string, taint: Taint): Promise<void> {
  await changeTaints(kube, node, (taints) => without(taints, taint));
}

function without(taints: readonly Taint[], { key, effect }: Taint): readonly Taint[] {
  return taints.filter((taint) => taint.key !== key || taint.effect !== effect);
}

/** The API treats the list as one value: a change must be based on its current version. */
async function changeTaints(
  kube: Kube,
  name: string,
  change: (taints: readonly Taint[]) => readonly Taint[],
): Promise<void> {
  for (let left = tries; ; left -= 1) {
    const node = await kube.get<Node>('v1', 'Node', name);
    if (!node) return;
    const { resourceVersion } = node.metadata;
    const taints = change(node.spec?.taints ?? []);
    try {
      await kube.patch(
        { apiVersion: 'v1', kind: 'Node', name },
        { metadata: { resourceVersion }, spec: { taints } },
      );
      return;
    } catch (error) {
      if (!(error instanceof KubeError) || error.status !== 409 || left === 0) throw error;
    }
  }
}
