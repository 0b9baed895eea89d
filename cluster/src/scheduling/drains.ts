import { drain } from '../cloud/drain.ts';
import type { Kube } from '../control-plane/kube.ts';
import { startPodLog } from './pod-log.ts';
import { apiPods } from './workload-names.ts';
import type { World } from './world.ts';

/** What drains of nodes, all at once, did to the API. */
export interface Drains {
  readonly nodes: readonly string[];
  /** Fewest pods that were ready at any moment. */
  readonly leastReady: number;
  /** How often a pod of the API was asked to go, and might not. */
  readonly refused: number;
  readonly tookMs: number;
}

/** Milliseconds in which nodes must be empty: a new one may have to come first. */
const limitMs = 240_000;

/** Drains, at once, every node that has a pod of the API, and opens them again. */
export async function drainAllOfApi({ kube, settle }: World): Promise<Drains> {
  const before = await settle();
  const nodes = before.nodes
    .filter(({ pods }) => pods.some(({ workload }) => workload === apiPods.workload))
    .map(({ name }) => name);
  let refused = 0;
  const counting: Kube = {
    ...kube,
    async evict(pod) {
      const goes = await kube.evict(pod);
      if (!goes && pod.metadata.namespace === apiPods.namespace) refused += 1;
      return goes;
    },
  };
  const log = await startPodLog(kube);
  try {
    const least = log.watchLeast(apiPods);
    const begun = performance.now();
    await Promise.all(nodes.map((name) => drain(counting, name, limitMs)));
    const tookMs = performance.now() - begun;
    for (const name of nodes)
      await kube.patch({ apiVersion: 'v1', kind: 'Node', name }, { spec: { unschedulable: null } });
    await settle();
    return { nodes, leastReady: least(), refused, tookMs };
  } finally {
    await log.close();
  }
}
