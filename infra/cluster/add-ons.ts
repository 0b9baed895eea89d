import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';

export interface AddOnArgs {
  readonly clusterName: pulumi.Input<string>;
  /** Kubernetes version of the cluster, such as `1.35`. */
  readonly kubernetesVersion: string;
  readonly addOn: 'vpc-cni' | 'kube-proxy' | 'coredns' | 'aws-ebs-csi-driver';
  /** Role of the add-on's service account. */
  readonly roleArn?: pulumi.Input<string>;
  /** Follows the add-on's own schema (`aws eks describe-addon-configuration`). */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

/**
 * An add-on that EKS installs and maintains, in EKS's default version for this Kubernetes version.
 * A version written here would only look pinned: EKS withdraws builds, offers different ones by
 * region, and none of them for the next Kubernetes version. Without a version, the add-on would
 * stay behind when the cluster is upgraded. So the version is looked up, and `pulumi preview` shows
 * when it changes.
 */
export function createAddOn(
  name: string,
  { clusterName, kubernetesVersion, addOn, roleArn, configuration }: AddOnArgs,
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): aws.eks.Addon {
  const { version } = aws.eks.getAddonVersionOutput(
    { addonName: addOn, kubernetesVersion },
    { parent: opts.parent },
  );
  return new aws.eks.Addon(
    name,
    {
      clusterName,
      addonName: addOn,
      addonVersion: version,
      ...(roleArn && { serviceAccountRoleArn: roleArn }),
      ...(configuration && { configurationValues: JSON.stringify(configuration) }),
      // Configuration here wins: changes made by hand in the cluster do not last.
      resolveConflictsOnCreate: 'OVERWRITE',
      resolveConflictsOnUpdate: 'OVERWRITE',
    },
    opts,
  );
}
