import { z } from 'zod';
import type { KubeObject, Pod } from '../control-plane/kube-objects.ts';

const workload = z.object({
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()).optional() }).optional(),
      spec: z.looseObject({}),
    }),
  }),
});
const workloads = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'Job']);

/**
 * The pod that a workload would make, alone: of workloads the API server only warns, pods it refuses.
 * Nothing if the object is no workload.
 */
export function podOfTemplate(object: KubeObject): Pod | undefined {
  if (!workloads.has(object.kind)) return undefined;
  const { template } = workload.parse(object).spec;
  const { name, namespace } = object.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...(namespace !== undefined && { namespace }), ...template.metadata },
    spec: template.spec,
  } as unknown as Pod;
}
