import * as aws from '@pulumi/aws';
import * as eks from '@pulumi/eks';
import * as pulumi from '@pulumi/pulumi';
import { type AddOnArgs, createAddOn } from './add-ons.ts';
import { checkClusterArgs } from './check-cluster-args.ts';
import { grantClusterAccess } from './cluster-access.ts';
import { NodeGroup } from './NodeGroup.ts';
import { ServiceAccountRole } from './ServiceAccountRole.ts';

export interface ClusterArgs {
  /**
   * The cluster's name in AWS, which the subnets' tags, the autoscaler and kubeconfigs refer to.
   */
  readonly clusterName: string;
  /** Kubernetes version of the control plane, nodes and add-ons, such as `1.35`. */
  readonly version: string;
  readonly vpcId: pulumi.Input<string>;
  /** For the control plane's network interfaces, and for load balancers. */
  readonly publicSubnetIds: pulumi.Input<string>[];
  /** For the control plane's network interfaces, and for nodes. */
  readonly privateSubnetIds: pulumi.Input<string>[];
  /** Where the cluster's API may be reached from, besides the VPC. */
  readonly endpointCidrs: string[];
  /**
   * IAM roles and users, by ARN, that administer the cluster. Must not include the principal that
   * creates the cluster: EKS adds it itself and refuses a second entry.
   */
  readonly admins: string[];
  /** An x86-64 instance type, such as `m5.large`. */
  readonly nodeInstanceType: string;
  /** Minimum number of nodes. */
  readonly nodeMin: number;
  /** Maximum number of nodes, which the autoscaler may reach. */
  readonly nodeMax: number;
  /** Days that the control plane's logs are kept. */
  readonly logRetentionDays: number;
}

/** All logs that EKS has (EKS User Guide, "Send control plane logs to CloudWatch Logs"). */
const controlPlaneLogs = ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'];

/**
 * An EKS cluster with its nodes and the add-ons that pods need: network, DNS, volumes. Secrets are
 * encrypted with a key of the account; people get access only through IAM.
 */
export class Cluster extends pulumi.ComponentResource {
  readonly clusterName: pulumi.Output<string>;
  readonly clusterArn: pulumi.Output<string>;
  /**
   * For tools that have the AWS CLI: it has no credentials, only the command that gets some. A
   * secret.
   */
  readonly kubeconfig: pulumi.Output<string>;
  readonly oidcProviderArn: pulumi.Output<string>;
  /** Without `https://`, as in trust policies. */
  readonly oidcIssuer: pulumi.Output<string>;
  /**
   * The group that EKS made for the control plane and nodes, whose members may reach each other.
   */
  readonly clusterSecurityGroupId: pulumi.Output<string>;
  /** What must exist before pods can run, resolve names and get volumes. */
  readonly nodes: pulumi.Resource[];
  readonly eksCluster: eks.Cluster;

  readonly #name: string;
  readonly #args: ClusterArgs;

  /** @throws RangeError listing everything that AWS would refuse later: see `checkClusterArgs` */
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
        // EKS writes to this name, and would otherwise create a group that keeps its logs for ever.
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
        // The group that EKS makes connects the control plane and managed nodes; others would stay
        // unused.
        skipDefaultSecurityGroups: true,
        // Nodes and add-ons are made here individually, to control their order and expose them to
        // policy checks.
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
      // Named after account and principal rather than by index, so that removing one leaves the
      // others alone.
      const [, , , , account, resource = ''] = principalArn.split(':');
      grantClusterAccess(
        `${this.#name}-${account}-${resource.replaceAll('/', '-')}`,
        { clusterName: this.clusterName, principalArn, policy: 'AmazonEKSClusterAdminPolicy' },
        this,
      );
    }
  }

  /** Before the nodes, because a node without these never becomes ready. */
  #installPodNetwork(): aws.eks.Addon[] {
    const cniRole = this.#createAddOnRole('cni', 'aws-node', 'AmazonEKS_CNI_Policy');
    return [
      this.#install({
        addOn: 'vpc-cni',
        roleArn: cniRole.arn,
        // Without this, the charts' network policies would be accepted but have no effect.
        configuration: { enableNetworkPolicy: 'true' },
        after: cniRole.policies,
      }),
      // The CNI reaches the API by its service address, which kube-proxy serves.
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

  /** These run as pods that need a node: any earlier, EKS would call them degraded and fail. */
  #installServices(nodeGroup: pulumi.Resource): aws.eks.Addon[] {
    // V2 is limited to volumes that the driver created. Unlike the first version, it has no path.
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
