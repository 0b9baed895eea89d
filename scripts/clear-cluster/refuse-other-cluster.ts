import type { KubeConfig } from '@kubernetes/client-node';
import { secretNamespaces } from '@tidecast/platform/gitops/values';
import { rootApplicationName, stackName } from '@tidecast/platform/naming/stack';
import type { ClusterObjects } from './cluster-objects.ts';
import { text } from './read-object.ts';

/**
 * Makes sure that a cluster is a stack's, by its root Application or, where that is gone, by the name
 * that the kubeconfig has for the cluster: `aws eks update-kubeconfig` writes its ARN.
 *
 * @param stack - Pulumi's name of it, such as `dev`
 * @throws Error that says which cluster it is
 */
export async function refuseOtherCluster(
  config: Pick<KubeConfig, 'getCurrentCluster'>,
  objects: Pick<ClusterObjects, 'list'>,
  stack: string,
): Promise<void> {
  const wanted = stackName(stack);
  const cluster = config.getCurrentCluster();
  if (!cluster) throw new Error('Your kubeconfig has no current context: say --context <name>.');
  const applications = await objects.list({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
  });
  const root = applications.find(
    ({ metadata }) =>
      metadata?.namespace === secretNamespaces.argocd && metadata.name === rootApplicationName,
  );
  const told = text(root, 'spec', 'source', 'helm', 'valuesObject', 'cluster', 'name');
  const known = told ?? cluster.name.split('/').at(-1);
  if (known !== wanted)
    throw new Error(
      `${cluster.server} is the cluster ${known}, not ${wanted}: choose another with --context.`,
    );
}
