import * as aws from '@pulumi/aws';
import * as eks from '@pulumi/eks';
import * as pulumi from '@pulumi/pulumi';
import { type AddOnArgs, createAddOn } from './add-ons.ts';
import { checkClusterArgs } from './check-cluster-args.ts';
import { grantClusterAccess } from './cluster-access.ts';
import { NodeGroup } from './NodeGroup.ts';
import { ServiceAccountRole } from './ServiceAccountRole.ts';

export interface ClusterArgs {
  /** The cluster's name in AWS: subnets' tags, the autoscaler and kubeconfigs name it. */
  readonly clusterName: string;
  /** Kubernetes version of control plane, nodes and add-ons, such as `1.35`. */
  readonly version: string;
  readonly vpcId: pulumi.Input<string>;
  /** For the control plane's network interfaces, and for load balancers. */
  readonly publicSubnetIds: pulumi.Input<string>[];
  /** For the control plane's network interfaces, and for nodes. */
  readonly privateSubnetIds: pulumi.Input<string>[];
  /** From where the cluster's API may be reached; from the VPC it always may. */
  readonly endpointCidrs: string[];
  /**
   * IAM roles and users, by ARN, that administer the cluster. Never whoever creates the cluster: EKS
   * lets that principal in by itself, and refuses a second entry for it.
   */
  readonly admins: string[];
  /** An x86-64 instance type, such as `m5.large`. */
  readonly nodeInstanceType: string;
  /** Nodes that always run. */
  readonly nodeMin: number;
  /** Nodes that the autoscaler may go up to. */
  readonly nodeMax: number;
  /** Days that the control plane's logs are kept. */
  readonly logRetentionDays: number;
}

/** All that EKS has (EKS User Guide, "Send control plane logs to CloudWatch Logs"). */
const controlPlaneLogs = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

/**
 * An EKS cluster with its nodes and the add-ons that make pods run: network, DNS, volumes. Secrets
 * are encrypted by a key of the account's own; people get in by IAM alone.
 */
export class Cluster extends pulumi.ComponentResource {
  readonly clusterName: pulumi.Output<string>;
  readonly clusterArn: pulumi.Output<string>;
  /** For tools that have the AWS CLI: it holds no credentials, only how to get some. A secret. */
  readonly kubeconfig: pulumi.Output<string>;
  readonly oidcProviderArn: pulumi.Output<string>;
  /** Without `https://`, as trust policies name it. */
  readonly oidcIssuer: pulumi.Output<string>;
  /** The group that EKS made for control plane and nodes; each member may reach every other. */
  readonly clusterSecurityGroupId: pulumi.Output<string>;
  /** What must exist before pods run, resolve names and get volumes. */
  readonly nodes: pulumi.Resource[];
  readonly eksCluster: eks.Cluster;

  readonly #name: string;
  readonly #args: ClusterArgs;

  /** @throws RangeError that tells everything AWS would refuse later: see `checkClusterArgs` */
  constructor(name: string, args: ClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:cluster:Cluster', name, {}, opts);
    checkClusterArgs(args);
    this.#name = name;
    this.#args = args;

    this.eksCluster = this.#createControlPlane();
    this.clusterName = this.eksCluster.eksCluster.name;
    this.clusterArn = this.eksCluster.eksCluster.arn;
    this.kubeconfig = pulumi.secret(this.eksCluster.kubeconfigJson);
    this.oidcProviderArn = this.eksCluster.oidcProviderArn;
    this.oidcIssuer = this.eksCluster.oidcIssuer;
    this.clusterSecurityGroupId = this.eksCluster.clusterSecurityGroupId;

    this.#admitAdmins();
    const network = this.#installPodNetwork();
    const nodeGroup = this.#createNodes(network);
    this.nodes = [...network, nodeGroup, ...this.#installServices(nodeGroup)];
    this.registerOutputs({
      clusterName: this.clusterName,
      clusterArn: this.clusterArn,
      kubeconfig: this.kubeconfig,
      oidcProviderArn: this.oidcProviderArn,
      oidcIssuer: this.oidcIssuer,
      clusterSecurityGroupId: this.clusterSecurityGroupId,
    });
  }

  #createControlPlane(): eks.Cluster {
    const { clusterName, version, vpcId, publicSubnetIds, privateSubnetIds } = this.#args;
    const secretsKey = new aws.kms.Key(
      `${this.#name}-secrets-key`,
      { description: `Encrypts the secrets of cluster ${clusterName}`, enableKeyRotation: true },
      { parent: this },
    );
    const logGroup = new aws.cloudwatch.LogGroup(
      `${this.#name}-logs`,
      {
        // EKS writes to this name, and would make the group itself, to be kept for ever.
        name: `/aws/eks/${clusterName}/cluster`,
        retentionInDays: this.#args.logRetentionDays,
      },
      { parent: this },
    );
    return new eks.Cluster(
      `${this.#name}-eks`,
      {
        name: clusterName,
        version,
        vpcId,
        publicSubnetIds,
        privateSubnetIds,
        authenticationMode: eks.AuthenticationMode.Api,
        createOidcProvider: true,
        endpointPrivateAccess: true,
        endpointPublicAccess: true,
        publicAccessCidrs: this.#args.endpointCidrs,
        enabledClusterLogTypes: controlPlaneLogs,
        encryptionConfigKeyArn: secretsKey.arn,
        // The group that EKS makes joins control plane and managed nodes; more would stay unused.
        skipDefaultSecurityGroups: true,
        // Nodes and add-ons are made here, one by one: in their order, and open to policy checks.
        skipDefaultNodeGroup: true,
        bootstrapSelfManagedAddons: false,
        useDefaultVpcCni: true,
        kubeProxyAddonOptions: { enabled: false },
        corednsAddonOptions: { enabled: false },
      },
      { parent: this, dependsOn: [logGroup] },
    );
  }

  #admitAdmins(): void {
    for (const principalArn of this.#args.admins) {
      // By account and name and not by place in the list: taking one out leaves the others alone.
      const [, , , , account, resource = ''] = principalArn.split(':');
      grantClusterAccess(
        `${this.#name}-${account}-${resource.replaceAll('/', '-')}`,
        { clusterName: this.clusterName, principalArn, policy: 'AmazonEKSClusterAdminPolicy' },
        this,
      );
    }
  }

  /** These come before the nodes: a node without them never becomes ready. */
  #installPodNetwork(): aws.eks.Addon[] {
    const cniRole = this.#createAddOnRole('cni', 'aws-node', 'AmazonEKS_CNI_Policy');
    return [
      this.#install({
        addOn: 'vpc-cni',
        roleArn: cniRole.arn,
        // Without it the charts' network policies would be accepted and do nothing.
        configuration: { enableNetworkPolicy: 'true' },
        after: cniRole.policies,
      }),
      // The CNI itself reaches the API by its service address, which kube-proxy serves.
      this.#install({ addOn: 'kube-proxy', after: [] }),
    ];
  }

  #createNodes(network: readonly pulumi.Resource[]): aws.eks.NodeGroup {
    const { nodeGroup } = new NodeGroup(
      `${this.#name}-nodes`,
      {
        clusterName: this.clusterName,
        tagName: this.#args.clusterName,
        version: this.#args.version,
        subnetIds: this.#args.privateSubnetIds,
        instanceType: this.#args.nodeInstanceType,
        min: this.#args.nodeMin,
        max: this.#args.nodeMax,
        after: network,
      },
      { parent: this },
    );
    return nodeGroup;
  }

  /** These run as pods that need a node: earlier, EKS would call them degraded and fail. */
  #installServices(nodeGroup: pulumi.Resource): aws.eks.Addon[] {
    // V2 is bounded to volumes that the driver made itself. Unlike the first, it has no path.
    const ebsRole = this.#createAddOnRole(
      'ebs-csi',
      'ebs-csi-controller-sa',
      'AmazonEBSCSIDriverPolicyV2',
    );
    return [
      this.#install({ addOn: 'coredns', after: [nodeGroup] }),
      this.#install({
        addOn: 'aws-ebs-csi-driver',
        roleArn: ebsRole.arn,
        after: [nodeGroup, ...ebsRole.policies],
      }),
    ];
  }

  #createAddOnRole(what: string, serviceAccount: string, policy: string): ServiceAccountRole {
    return new ServiceAccountRole(
      `${this.#name}-${what}`,
      {
        oidcProviderArn: this.oidcProviderArn,
        oidcIssuer: this.oidcIssuer,
        namespace: 'kube-system',
        serviceAccount,
        managedPolicies: [policy],
      },
      { parent: this },
    );
  }

  #install({
    after,
    ...args
  }: Pick<AddOnArgs, 'addOn' | 'roleArn' | 'configuration'> & {
    after: readonly pulumi.Resource[];
  }): aws.eks.Addon {
    return createAddOn(
      `${this.#name}-${args.addOn}`,
      { ...args, clusterName: this.clusterName, kubernetesVersion: this.#args.version },
      { parent: this, dependsOn: [...after] },
    );
  }
}
