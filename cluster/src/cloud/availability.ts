import type { Kube } from '../control-plane/kube.ts';
import type { Deployment } from '../control-plane/kube-objects.ts';

export interface DeploymentName {
  readonly namespace: string;
  readonly name: string;
}

/** Whether a Deployment has a pod that is ready: what it stands for acts only then. */
export async function isAvailable(
  kube: Kube,
  { namespace, name }: DeploymentName,
): Promise<boolean> {
  const deployment = await kube.get<Deployment>('apps/v1', 'Deployment', name, namespace);
  return (deployment?.status?.availableReplicas ?? 0) > 0;
}
