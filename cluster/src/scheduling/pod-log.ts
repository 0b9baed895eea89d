import type { Kube } from '../control-plane/kube.ts';
import { holds, type KubeObject, type Pod } from '../control-plane/kube-objects.ts';
import { workloadOf } from './arrangement.ts';
import type { WorkloadName } from './workload-names.ts';

/** What has become of a pod. Times are of `performance.now()`. */
export interface PodLife {
  readonly name: string;
  readonly namespace: string;
  readonly workload: string;
  readonly readyAt?: number;
}

/** Follows all pods of a cluster. */
export interface PodLog {
  lives(): readonly PodLife[];
  /** How many pods of a workload are ready now. */
  ready(workload: WorkloadName): number;
  /** The fewest of them that were ready at once, from now on. */
  watchLeast(workload: WorkloadName): () => number;
  /** Pods that had to make room for others, by workload, sorted. */
  pushedOut(): Promise<string[]>;
  close(): Promise<void>;
}

interface Event extends KubeObject {
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

export async function startPodLog(kube: Kube): Promise<PodLog> {
  const lives = new Map<string, PodLife>();
  const leasts = new Set<() => void>();
  const watching = await kube.watch<Pod>('v1', 'Pod', {}, ({ object }) => {
    const { name, namespace = '', uid = name } = object.metadata;
    const known = lives.get(uid);
    const readyAt = known?.readyAt ?? (isReady(object) ? performance.now() : undefined);
    lives.set(uid, {
      ...{ name, namespace, workload: workloadOf(object.metadata) },
      ...(readyAt !== undefined && { readyAt }),
    });
    for (const look of leasts) look();
  });
  const ready = ({ namespace, workload }: WorkloadName) =>
    watching
      .current()
      .filter(
        (pod) =>
          pod.metadata.namespace === namespace &&
          workloadOf(pod.metadata) === workload &&
          isReady(pod),
      ).length;
  return {
    lives: () => [...lives.values()],
    ready,
    watchLeast(workload) {
      let least = ready(workload);
      leasts.add(() => {
        least = Math.min(least, ready(workload));
      });
      return () => least;
    },
    async pushedOut() {
      const events = await kube.list<Event>('v1', 'Event', { fieldSelector: 'reason=Preempted' });
      const names = new Set(events.map(({ involvedObject }) => involvedObject.name));
      return [...lives.values()]
        .filter(({ name }) => names.has(name))
        .map(({ workload }) => workload)
        .sort();
    },
    close: () => watching.close(),
  };
}

/** A pod that is being deleted no longer counts, even if its process still serves. */
function isReady({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp === undefined && holds(status?.conditions, 'Ready');
}
