/** A workload of the cluster. */
export interface WorkloadName {
  readonly namespace: string;
  readonly workload: string;
}

export const apiPods = { namespace: 'video', workload: 'api' } as const satisfies WorkloadName;
export const pausePods = {
  namespace: 'overprovisioner',
  workload: 'overprovisioner',
} as const satisfies WorkloadName;
