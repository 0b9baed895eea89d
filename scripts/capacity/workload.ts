/** What a pod requests: CPU in thousandths of a core, memory in MiB. */
export interface Requests {
  readonly cpu: number;
  readonly memory: number;
}

/** Pods that are alike. */
export interface Workload {
  readonly name: string;
  readonly kind: 'DaemonSet' | 'Deployment' | 'StatefulSet';
  /** The number of pods; for a DaemonSet, per node. */
  readonly replicas: number;
  /** Requests of one pod, all its containers together. */
  readonly requests: Requests;
  /** Whether it has a volume, which is in the zone where its pod first ran. */
  readonly keepsVolume?: boolean;
  /** How its pods are kept apart. When absent, the scheduler's defaults apply. */
  readonly apart?: Apart;
}

/** How the pods of a workload should be kept apart, if possible. */
export interface Apart {
  /** Weight of the preference for a node without any of them (preferred anti-affinity). */
  readonly byNode: number;
  /** How many more of them one zone may have than another, before the difference counts in full. */
  readonly zoneSkew?: number;
}

export const nothing: Requests = { cpu: 0, memory: 0 };

/** The sum of requests. */
export function sum(requests: readonly Requests[]): Requests {
  return requests.reduce(
    (total, { cpu, memory }) => ({ cpu: total.cpu + cpu, memory: total.memory + memory }),
    nothing,
  );
}
