import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { trustService } from '../iam/policy-document.ts';
import { policyJson } from '../iam/policy-json.ts';
import { attachManagedPolicies } from './managed-policies.ts';

export interface NodeGroupArgs {
  /** An output of the cluster, so that the nodes wait for it. */
  readonly clusterName: pulumi.Input<string>;
  /** The cluster's name as a plain string, for the tags' keys, which must be known beforehand. */
  readonly tagName: string;
  /**
   * Kubernetes version of the nodes, such as `1.35`; nodes are replaced one by one when it changes.
   */
  readonly version: string;
  /** Private subnets. */
  readonly subnetIds: pulumi.Input<string>[];
  /** An x86-64 type, such as `m5.large`. */
  readonly instanceType: string;
  /** Minimum number of nodes. */
  readonly min: number;
  /** Maximum number of nodes, which the autoscaler may reach. */
  readonly max: number;
  /** What a node needs to become ready, such as the pod network. */
  readonly after: readonly pulumi.Resource[];
}

/** The device that AL2023 boots from. */
const rootDevice = '/dev/xvda';
/**
 * In GiB. EKS's default of 20 fills up with our images, those of the monitoring stack, and logs.
 */
const rootVolumeSize = 50;

/**
 * Managed x86-64 nodes in private subnets, whose number the cluster autoscaler controls between
 * `min` and `max`. EKS refuses to raise `min` above the number of running nodes: let the
 * autoscaler, or `aws eks update-nodegroup-config`, raise that number first.
 *
 * Refresh Pulumi's state before changing either bound (`pulumi refresh`, or `pulumi up --refresh`):
 * EKS takes all three numbers at once, and Pulumi sends the last number of running nodes that it
 * saw.
 */
export class NodeGroup extends pulumi.ComponentResource {
  readonly nodeGroup: aws.eks.NodeGroup;

  readonly #name: string;
  readonly #args: NodeGroupArgs;

  constructor(name: string, args: NodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:cluster:NodeGroup', name, {}, opts);
    this.#name = name;
    this.#args = args;

    const { role, policies } = this.#createRole();
    const template = this.#createLaunchTemplate();
    this.nodeGroup = this.#createNodeGroup(role, policies, template);
    this.registerOutputs({});
  }

  /**
   * No policy for the pod network here: the CNI add-on has its own role, and pods do not get this
   * one.
   */
  #createRole() {
    const role = new aws.iam.Role(
      `${this.#name}-role`,
      { assumeRolePolicy: policyJson(trustService('ec2.amazonaws.com')) },
      { parent: this },
    );
    const policies = attachManagedPolicies(
      this.#name,
      role,
      ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly'],
      this,
    );
    return { role, policies };
  }

  /**
   * Sets no image or security group: EKS adds the AL2023 image of the version and its own group.
   */
  #createLaunchTemplate(): aws.ec2.LaunchTemplate {
    const tags = { Name: `${this.#args.tagName}-node` };
    return new aws.ec2.LaunchTemplate(
      `${this.#name}-template`,
      {
        blockDeviceMappings: [
          {
            deviceName: rootDevice,
            ebs: {
              volumeType: 'gp3',
              volumeSize: rootVolumeSize,
              encrypted: 'true',
              deleteOnTermination: 'true',
            },
          },
        ],
        metadataOptions: {
          httpEndpoint: 'enabled',
          httpTokens: 'required',
          // With one hop, a pod cannot fetch the node's credentials.
          httpPutResponseHopLimit: 1,
        },
        // The provider's default tags are not applied to what the autoscaling group starts.
        tagSpecifications: [
          { resourceType: 'instance', tags },
          { resourceType: 'volume', tags },
        ],
        updateDefaultVersion: true,
      },
      { parent: this },
    );
  }

  #createNodeGroup(
    role: aws.iam.Role,
    policies: readonly pulumi.Resource[],
    template: aws.ec2.LaunchTemplate,
  ): aws.eks.NodeGroup {
    const { clusterName, tagName, version, subnetIds, instanceType, min, max } = this.#args;
    return new aws.eks.NodeGroup(
      `${this.#name}-group`,
      {
        clusterName,
        version,
        nodeRoleArn: role.arn,
        subnetIds,
        amiType: 'AL2023_x86_64_STANDARD',
        capacityType: 'ON_DEMAND',
        instanceTypes: [instanceType],
        launchTemplate: {
          id: template.id,
          version: pulumi.interpolate`${template.latestVersion}`,
        },
        scalingConfig: { minSize: min, maxSize: max, desiredSize: min },
        updateConfig: { maxUnavailable: 1 },
        // EKS copies these to the autoscaling group, where the autoscaler looks for them.
        tags: {
          'k8s.io/cluster-autoscaler/enabled': 'true',
          [`k8s.io/cluster-autoscaler/${tagName}`]: 'owned',
        },
      },
      {
        parent: this,
        // The autoscaler owns this number: `pulumi up` must not remove nodes under load.
        ignoreChanges: ['scalingConfig.desiredSize'],
        // A node without its policies can neither join nor be removed cleanly.
        dependsOn: [...policies, ...this.#args.after],
      },
    );
  }
}
