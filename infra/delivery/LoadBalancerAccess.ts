import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

export interface LoadBalancerAccessArgs {
  vpcId: pulumi.Input<string>;
}

/** AWS's list of the addresses from which CloudFront calls origins. */
const cloudFrontAddresses = 'com.amazonaws.global.cloudfront.origin-facing';

const anywhere = '0.0.0.0/0';

/** The security groups of the cluster's load balancers. */
export class LoadBalancerAccess extends pulumi.ComponentResource {
  /** For the API's load balancer: lets CloudFront in, on 443. */
  readonly apiSecurityGroupId: pulumi.Output<string>;
  /** For Argo CD's and Grafana's: lets anybody in, on 443 and on 80, which redirects. */
  readonly adminSecurityGroupId: pulumi.Output<string>;

  constructor(
    name: string,
    args: LoadBalancerAccessArgs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super('tidecast:delivery:LoadBalancerAccess', name, {}, options);
    const api = this.#group(`${name}-api`, args, 'Load balancer of the API: CloudFront alone');
    // The list counts as 55 of the 60 rules that a group may have, so there is no room for a second
    // one.
    const { id } = aws.ec2.getManagedPrefixListOutput(
      { name: cloudFrontAddresses },
      { parent: this },
    );
    this.#allow(`${name}-api-https`, api, { port: 443, from: { prefixListId: id } });

    const admin = this.#group(`${name}-admin`, args, 'Load balancer of Argo CD and Grafana');
    this.#allow(`${name}-admin-https`, admin, { port: 443, from: { cidrIpv4: anywhere } });
    this.#allow(`${name}-admin-http`, admin, { port: 80, from: { cidrIpv4: anywhere } });

    this.apiSecurityGroupId = api.id;
    this.adminSecurityGroupId = admin.id;
    this.registerOutputs({
      apiSecurityGroupId: this.apiSecurityGroupId,
      adminSecurityGroupId: this.adminSecurityGroupId,
    });
  }

  #group(name: string, { vpcId }: LoadBalancerAccessArgs, description: string) {
    const group = new aws.ec2.SecurityGroup(name, { vpcId, description }, { parent: this });
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-out`,
      {
        securityGroupId: group.id,
        description: 'To the pods',
        ipProtocol: '-1',
        cidrIpv4: anywhere,
      },
      { parent: this },
    );
    return group;
  }

  #allow(
    name: string,
    group: aws.ec2.SecurityGroup,
    rule: {
      readonly port: number;
      readonly from: { prefixListId: pulumi.Input<string> } | { cidrIpv4: string };
    },
  ): void {
    new aws.vpc.SecurityGroupIngressRule(
      name,
      {
        securityGroupId: group.id,
        ipProtocol: 'tcp',
        fromPort: rule.port,
        toPort: rule.port,
        ...rule.from,
      },
      { parent: this },
    );
  }
}
