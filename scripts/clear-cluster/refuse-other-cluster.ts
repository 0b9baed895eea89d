import type { KubeConfig } from '@kubernetes/client-node';
import { secretNamespaces } from '@tidecast/platform/gitops/values';
import { rootApplicationName, stackName } from '@tidecast/platform/naming/stack';
import type { ClusterObjects } from './cluster-objects.ts';
import { text } from './read-object.ts';

/**
 * Makes sure that a cluster belongs to a stack, by its root Application or, if that is gone, by the
 * cluster's name in the kubeconfig: `aws eks update-kubeconfig` writes its ARN.
 *
 * @param stack - Pulumi's name of the stack, such as `dev`
 * @throws Error naming the actual cluster
 */
export async function refuseOtherCluster(
  config: Pick<KubeConfig, 'getCurrentCluster'>,
  objects: Pick<ClusterObjects, 'list'>,
  stack: string,
): Promise<void> {
  const wanted = stackName(stack);
  const cluster = config.getCurrentCluster();
  if (!cluster)
    throw new Error('Your kubeconfig has no current context: name one with --context <name>.');
  const applications = await objects.list({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
  });
  const root = applications.find(
    ({ metadata }) =>
      metadata?.namespace === secretNamespaces.argocd && metadata.name === rootApplicationName,
  );
  const clusterName = text(root, 'spec', 'source', 'helm', 'valuesObject', 'cluster', 'name');
  const known = clusterName ?? cluster.name.split('/').at(-1);
  if (known !== wanted)
    throw new Error(
      `${cluster.server} is the cluster ${known}, not ${wanted}: choose another with --context.`,
    );
}
