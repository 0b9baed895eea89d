import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { trustService } from '../iam/policy-document.ts';
import { policyJson } from '../iam/policy-json.ts';
import { grantClusterAccess } from './cluster-access.ts';
import { attachManagedPolicies } from './managed-policies.ts';
import { describeCluster } from './remote-access-policies.ts';
import { remoteAccessUserData } from './remote-access-user-data.ts';

export interface RemoteAccessArgs {
  readonly vpcId: pulumi.Input<string>;
  /** A private subnet with a route to the internet, through which Session Manager is reached. */
  readonly subnetId: pulumi.Input<string>;
  /** An x86-64 type, such as `t3.medium`. */
  readonly instanceType: string;
  /** An output of the cluster, because the instance looks up the cluster when it first starts. */
  readonly clusterName: pulumi.Input<string>;
  readonly clusterArn: pulumi.Input<string>;
  /** Security group of the cluster's private endpoint, which is opened to the instance. */
  readonly clusterSecurityGroupId: pulumi.Input<string>;
  /** Minor version of kubectl to install, such as `1.35`; a new version replaces the instance. */
  readonly kubernetesVersion: string;
}

/** AWS's own name for the newest AL2023 image (AL2023 User Guide, "Systems Manager parameter"). */
const imageParameter = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64';

const https = 443;

/**
 * An instance with kubectl inside the VPC, for when the cluster's public endpoint is closed to
 * operators. The only way in is `aws ssm start-session --target <instance>`: no port is open, no
 * key exists, IAM decides who may start a session, and CloudTrail records it.
 */
export class RemoteAccess extends pulumi.ComponentResource {
  readonly instanceId: pulumi.Output<string>;
  readonly roleArn: pulumi.Output<string>;

  readonly #name: string;
  readonly #args: RemoteAccessArgs;

  constructor(name: string, args: RemoteAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:cluster:RemoteAccess', name, {}, opts);
    this.#name = name;
    this.#args = args;

    const { role, policies } = this.#createRole();
    this.#admitToCluster(role);
    const securityGroup = this.#createSecurityGroup();
    const instance = this.#createInstance(role, policies, securityGroup);

    this.instanceId = instance.id;
    this.roleArn = role.arn;
    this.registerOutputs({ instanceId: this.instanceId, roleArn: this.roleArn });
  }

  #createRole() {
    const role = new aws.iam.Role(
      `${this.#name}-role`,
      { assumeRolePolicy: policyJson(trustService('ec2.amazonaws.com')) },
      { parent: this },
    );
    const lookUp = new aws.iam.RolePolicy(
      `${this.#name}-policy`,
      { role: role.name, policy: policyJson(describeCluster(this.#args.clusterArn)) },
      { parent: this },
    );
    const managed = attachManagedPolicies(this.#name, role, ['AmazonSSMManagedInstanceCore'], this);
    return { role, policies: [lookUp, ...managed] };
  }

  /**
   * As an administrator: this is the way in for repairing a cluster, such as draining a node or
   * freeing something stuck, which a viewer could not do. AmazonEKSAdminViewPolicy can read every
   * secret, so it would hardly be safer. Access is controlled by `ssm:StartSession`.
   */
  #admitToCluster(role: aws.iam.Role): void {
    grantClusterAccess(
      this.#name,
      {
        clusterName: this.#args.clusterName,
        principalArn: role.arn,
        policy: 'AmazonEKSClusterAdminPolicy',
      },
      this,
    );
  }

  /** No inbound rules. DNS needs no rule: security groups do not apply to the VPC's resolver. */
  #createSecurityGroup(): aws.ec2.SecurityGroup {
    const group = new aws.ec2.SecurityGroup(
      `${this.#name}-security-group`,
      { vpcId: this.#args.vpcId, description: 'Remote access: nothing in, HTTPS out' },
      { parent: this },
    );
    new aws.vpc.SecurityGroupEgressRule(
      `${this.#name}-https-out`,
      {
        securityGroupId: group.id,
        description: 'Session Manager, AWS, kubectl, the cluster',
        ipProtocol: 'tcp',
        fromPort: https,
        toPort: https,
        cidrIpv4: '0.0.0.0/0',
      },
      { parent: this },
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${this.#name}-to-cluster`,
      {
        securityGroupId: this.#args.clusterSecurityGroupId,
        description: 'kubectl on the remote access instance',
        ipProtocol: 'tcp',
        fromPort: https,
        toPort: https,
        referencedSecurityGroupId: group.id,
      },
      { parent: this },
    );
    return group;
  }

  #createInstance(
    role: aws.iam.Role,
    policies: readonly pulumi.Resource[],
    securityGroup: aws.ec2.SecurityGroup,
  ): aws.ec2.Instance {
    const { clusterName, kubernetesVersion, instanceType, subnetId } = this.#args;
    const profile = new aws.iam.InstanceProfile(
      `${this.#name}-profile`,
      { role: role.name },
      { parent: this },
    );
    const { region } = aws.getRegionOutput({}, { parent: this });
    // The image's id is public; as a secret value it would make the whole instance secret.
    const { insecureValue: image } = aws.ssm.getParameterOutput(
      { name: imageParameter },
      { parent: this },
    );
    return new aws.ec2.Instance(
      `${this.#name}-instance`,
      {
        ami: image,
        instanceType,
        subnetId,
        associatePublicIpAddress: false,
        vpcSecurityGroupIds: [securityGroup.id],
        iamInstanceProfile: profile.name,
        metadataOptions: {
          httpEndpoint: 'enabled',
          httpTokens: 'required',
          httpPutResponseHopLimit: 1,
        },
        rootBlockDevice: { volumeType: 'gp3', encrypted: true },
        userData: pulumi
          .all([clusterName, region])
          .apply(([cluster, here]) =>
            remoteAccessUserData({ clusterName: cluster, region: here, kubernetesVersion }),
          ),
        userDataReplaceOnChange: true,
        tags: { Name: this.#name },
      },
      {
        parent: this,
        // A new image comes out every two weeks: an unrelated `pulumi up` must not end a session.
        ignoreChanges: ['ami'],
        // The first start queries AWS about the cluster.
        dependsOn: [...policies],
      },
    );
  }
}
