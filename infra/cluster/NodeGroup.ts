import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { trustService } from '../iam/policy-document.ts';
import { policyJson } from '../iam/policy-json.ts';
import { attachManagedPolicies } from './managed-policies.ts';

export interface NodeGroupArgs {
  /** An output of the cluster, so that nodes wait for it. */
  readonly clusterName: pulumi.Input<string>;
  /** The cluster's own name again, for tags' keys, which must be known beforehand. */
  readonly tagName: string;
  /** Kubernetes version of the nodes, such as `1.35`: nodes are replaced, one by one, to follow it. */
  readonly version: string;
  /** Private subnets. */
  readonly subnetIds: pulumi.Input<string>[];
  /** An x86-64 type, such as `m5.large`. */
  readonly instanceType: string;
  /** Nodes that always run. */
  readonly min: number;
  /** Nodes that the autoscaler may go up to. */
  readonly max: number;
  /** What a node needs to become ready: without a pod network it never does. */
  readonly after: readonly pulumi.Resource[];
}

/** The device that AL2023 boots from. */
const rootDevice = '/dev/xvda';
/** GiB. EKS's own 20 fill up with the images of the monitoring stack next to ours, and with logs. */
const rootVolumeSize = 50;

/**
 * Managed x86-64 nodes in private subnets, whose number the cluster autoscaler rules between `min`
 * and `max`. Raising `min` above the number that runs is refused by EKS while it does: let the
 * autoscaler, or `aws eks update-nodegroup-config`, raise that number first.
 *
 * Before either bound is changed Pulumi has to look (`pulumi refresh`, or `pulumi up --refresh`): EKS
 * takes all three numbers at once, and Pulumi sends for the one that runs what it last saw.
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

  /** No policy for the pod network here: the CNI add-on has a role of its own, pods have none. */
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

  /** Neither image nor security group: EKS adds the AL2023 image of the version and its own group. */
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
          // One hop ends at the node: a pod cannot fetch the node's credentials.
          httpPutResponseHopLimit: 1,
        },
        // The provider's default tags do not reach what the autoscaling group starts.
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
        // EKS itself puts these on the autoscaling group, where the autoscaler looks for them.
        tags: {
          'k8s.io/cluster-autoscaler/enabled': 'true',
          [`k8s.io/cluster-autoscaler/${tagName}`]: 'owned',
        },
      },
      {
        parent: this,
        // The autoscaler owns the number: an `up` must not take nodes away under load.
        ignoreChanges: ['scalingConfig.desiredSize'],
        // A node without its policies can neither join nor, at the end, be taken out cleanly.
        dependsOn: [...policies, ...this.#args.after],
      },
    );
  }
}
