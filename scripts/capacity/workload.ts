/** What a pod asks for: CPU in thousandths of a core, memory in MiB. */
export interface Requests {
  readonly cpu: number;
  readonly memory: number;
}

/** Pods that are alike. */
export interface Workload {
  readonly name: string;
  readonly kind: 'DaemonSet' | 'Deployment' | 'StatefulSet';
  /** How many there are; of a DaemonSet, on each node. */
  readonly replicas: number;
  /** Of one pod, all its containers together. */
  readonly requests: Requests;
  /** It has a volume, which lies in the zone where its pod first ran. */
  readonly keepsVolume?: boolean;
  /** What its pods ask of the scheduler about each other. Absent: nothing of their own. */
  readonly apart?: Apart;
}

/** How the pods of a workload want to be kept apart, where there is a choice. */
export interface Apart {
  /** Weight of the wish for a node where none of them is (preferred anti-affinity). */
  readonly byNode: number;
  /** How many more of them one zone may have than another, before the difference counts in full. */
  readonly zoneSkew?: number;
}

export const nothing: Requests = { cpu: 0, memory: 0 };

/** What is asked for together. */
export function sum(requests: readonly Requests[]): Requests {
  return requests.reduce(
    (total, { cpu, memory }) => ({ cpu: total.cpu + cpu, memory: total.memory + memory }),
    nothing,
  );
}
