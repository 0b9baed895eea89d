import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';

export interface StorageClassesArgs {
  /** Reaches the cluster. */
  readonly provider: k8s.Provider;
}

/**
 * The cluster's default kind of volume: encrypted gp3, made in the zone where its first pod is
 * placed. EKS leaves a class `gp2` in the cluster, but since 1.30, older than any version this stack
 * takes, not as the default; so there is nothing to take the mark from.
 */
export class StorageClasses extends pulumi.ComponentResource {
  constructor(name: string, args: StorageClassesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:cluster:StorageClasses', name, {}, opts);
    new k8s.storage.v1.StorageClass(
      `${name}-gp3`,
      {
        metadata: {
          name: 'gp3',
          annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
        },
        provisioner: 'ebs.csi.aws.com',
        parameters: { type: 'gp3', encrypted: 'true' },
        allowVolumeExpansion: true,
        reclaimPolicy: 'Delete',
        volumeBindingMode: 'WaitForFirstConsumer',
      },
      { parent: this, provider: args.provider },
    );
    this.registerOutputs({});
  }
}
