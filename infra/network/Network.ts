import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { accountScope } from '../iam/account-scope.ts';
import { policyJson } from '../iam/policy-json.ts';
import { flowLogDelivery, flowLogTrust } from './flow-log-policies.ts';
import { eachZone, type PerZone, planSubnets } from './plan-subnets.ts';

export interface NetworkArgs {
  /** Addresses of the VPC: a private block of /16 to /20, such as `10.20.0.0/16`. */
  readonly cidr: string;
  /**
   * `single`: one NAT gateway for all zones; if its zone fails, the others lose the internet.
   * `per-zone`: three, at three times the price.
   */
  readonly nat: 'single' | 'per-zone';
  /** Name of the EKS cluster whose load balancers and nodes are in the subnets. */
  readonly clusterName: string;
  /** Days that flow logs are kept. */
  readonly logRetentionDays: number;
}

const everywhere = '0.0.0.0/0';

/** Zones that EKS puts no control plane in (EKS User Guide, "Subnet requirements for clusters"). */
const zonesWithoutEks = ['use1-az3', 'usw1-az2', 'cac1-az3'];

/**
 * A VPC over three availability zones: public subnets for load balancers and NAT gateways, private
 * ones for everything else.
 *
 * The ids of the subnets become known only once their routes exist, so that anything in a subnet
 * can reach the internet from its start until it is deleted.
 */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly cidr: string;
  /** One per zone. */
  readonly publicSubnetIds: PerZone<pulumi.Output<string>>;
  /** One per zone, in the order of the public ones. */
  readonly privateSubnetIds: PerZone<pulumi.Output<string>>;

  readonly #name: string;
  readonly #args: NetworkArgs;

  /** @throws RangeError if the block cannot be divided: see `planSubnets` */
  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super('tidecast:network:Network', name, {}, opts);
    this.#name = name;
    this.#args = args;
    const plan = planSubnets(args.cidr);

    const vpc = this.#createVpc();
    this.#emptyDefaultSecurityGroup(vpc);
    const zones = this.#chooseZones();

    const publicSubnets = this.#createSubnets(vpc, 'public', plan.public, zones);
    const publicTable = this.#createPublicRoutes(vpc);
    const publicIds = eachZone((zone) =>
      this.#route(`public-${zone + 1}`, publicSubnets[zone], publicTable),
    );

    const natGateways = this.#createNatGateways(publicIds);
    const privateSubnets = this.#createSubnets(vpc, 'private', plan.private, zones);
    const privateTables = this.#createPrivateRoutes(vpc, natGateways);
    const privateIds = eachZone((zone) =>
      this.#route(`private-${zone + 1}`, privateSubnets[zone], privateTables[zone]),
    );

    this.#createGatewayEndpoints(vpc, privateTables);
    this.#recordFlows(vpc);

    this.vpcId = vpc.id;
    this.cidr = args.cidr;
    this.publicSubnetIds = publicIds;
    this.privateSubnetIds = privateIds;
    this.registerOutputs({
      vpcId: this.vpcId,
      cidr: this.cidr,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
    });
  }

  #createVpc(): aws.ec2.Vpc {
    return new aws.ec2.Vpc(
      `${this.#name}-vpc`,
      {
        cidrBlock: this.#args.cidr,
        // EKS needs both, so that nodes can resolve the cluster's private endpoint.
        enableDnsHostnames: true,
        enableDnsSupport: true,
      },
      { parent: this },
    );
  }

  /** Anything started without a security group gets this one, so it must not allow anything. */
  #emptyDefaultSecurityGroup(vpc: aws.ec2.Vpc): void {
    new aws.ec2.DefaultSecurityGroup(
      `${this.#name}-default-security-group`,
      { vpcId: vpc.id, ingress: [], egress: [] },
      { parent: this },
    );
  }

  /** Three zones by name. Local and Wavelength zones need opting in and are left out. */
  #chooseZones(): PerZone<pulumi.Output<string>> {
    const { names } = aws.getAvailabilityZonesOutput(
      {
        state: 'available',
        filters: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
        excludeZoneIds: zonesWithoutEks,
      },
      { parent: this },
    );
    return eachZone((zone) =>
      names.apply((found) => {
        const chosen = found[zone];
        if (chosen) return chosen;
        throw new Error(
          `only ${found.length} availability zones are available to this account; 3 are needed`,
        );
      }),
    );
  }

  #createSubnets(
    vpc: aws.ec2.Vpc,
    kind: 'public' | 'private',
    blocks: PerZone<string>,
    zones: PerZone<pulumi.Output<string>>,
  ): PerZone<aws.ec2.Subnet> {
    // The tag by which the load balancer controller finds subnets for public and internal
    // balancers.
    const role = kind === 'public' ? 'kubernetes.io/role/elb' : 'kubernetes.io/role/internal-elb';
    return eachZone(
      (zone) =>
        new aws.ec2.Subnet(
          `${this.#name}-${kind}-${zone + 1}`,
          {
            vpcId: vpc.id,
            cidrBlock: blocks[zone],
            availabilityZone: zones[zone],
            mapPublicIpOnLaunch: false,
            tags: {
              [role]: '1',
              [`kubernetes.io/cluster/${this.#args.clusterName}`]: 'shared',
            },
          },
          // A zone that AWS opens or closes shifts the list; following it would replace the subnet.
          { parent: this, ignoreChanges: ['availabilityZone'] },
        ),
    );
  }

  #createPublicRoutes(vpc: aws.ec2.Vpc): aws.ec2.RouteTable {
    const gateway = new aws.ec2.InternetGateway(
      `${this.#name}-internet-gateway`,
      { vpcId: vpc.id },
      { parent: this },
    );
    return new aws.ec2.RouteTable(
      `${this.#name}-public-routes`,
      { vpcId: vpc.id, routes: [{ cidrBlock: everywhere, gatewayId: gateway.id }] },
      { parent: this },
    );
  }

  #createNatGateways(
    publicIds: PerZone<pulumi.Output<string>>,
  ): readonly [aws.ec2.NatGateway, ...aws.ec2.NatGateway[]] {
    const create = (number: number, subnetId: pulumi.Output<string>) => {
      const address = new aws.ec2.Eip(
        `${this.#name}-nat-${number}-address`,
        { domain: 'vpc' },
        { parent: this },
      );
      return new aws.ec2.NatGateway(
        `${this.#name}-nat-${number}`,
        { allocationId: address.allocationId, subnetId },
        { parent: this },
      );
    };
    const first = create(1, publicIds[0]);
    return this.#args.nat === 'single'
      ? [first]
      : [first, create(2, publicIds[1]), create(3, publicIds[2])];
  }

  /** One table per zone even with a single gateway, so that adding gateways changes only routes. */
  #createPrivateRoutes(
    vpc: aws.ec2.Vpc,
    natGateways: readonly [aws.ec2.NatGateway, ...aws.ec2.NatGateway[]],
  ): PerZone<aws.ec2.RouteTable> {
    return eachZone((zone) => {
      const natGateway = natGateways[zone] ?? natGateways[0];
      return new aws.ec2.RouteTable(
        `${this.#name}-private-${zone + 1}-routes`,
        { vpcId: vpc.id, routes: [{ cidrBlock: everywhere, natGatewayId: natGateway.id }] },
        { parent: this },
      );
    });
  }

  /** @returns the subnet's id, known once its routes exist */
  #route(what: string, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable): pulumi.Output<string> {
    const association = new aws.ec2.RouteTableAssociation(
      `${this.#name}-${what}-association`,
      { subnetId: subnet.id, routeTableId: table.id },
      { parent: this },
    );
    return pulumi.all([subnet.id, association.id]).apply(([id]) => id);
  }

  /** Image layers and table rows then bypass the NAT gateway and its price per gigabyte. */
  #createGatewayEndpoints(vpc: aws.ec2.Vpc, tables: PerZone<aws.ec2.RouteTable>): void {
    const { region } = aws.getRegionOutput({}, { parent: this });
    for (const service of ['s3', 'dynamodb']) {
      new aws.ec2.VpcEndpoint(
        `${this.#name}-${service}-endpoint`,
        {
          vpcId: vpc.id,
          vpcEndpointType: 'Gateway',
          serviceName: pulumi.interpolate`com.amazonaws.${region}.${service}`,
          routeTableIds: tables.map(({ id }) => id),
        },
        { parent: this },
      );
    }
  }

  #recordFlows(vpc: aws.ec2.Vpc): void {
    const logGroup = new aws.cloudwatch.LogGroup(
      `${this.#name}-flow-logs`,
      { retentionInDays: this.#args.logRetentionDays },
      { parent: this },
    );
    const scope = accountScope(this);
    const role = new aws.iam.Role(
      `${this.#name}-flow-logs-role`,
      { assumeRolePolicy: policyJson(scope.apply(flowLogTrust)) },
      { parent: this },
    );
    const rolePolicy = new aws.iam.RolePolicy(
      `${this.#name}-flow-logs-policy`,
      { role: role.name, policy: policyJson(logGroup.arn.apply(flowLogDelivery)) },
      { parent: this },
    );
    new aws.ec2.FlowLog(
      `${this.#name}-flow-log`,
      {
        vpcId: vpc.id,
        trafficType: 'ALL',
        logDestinationType: 'cloud-watch-logs',
        logDestination: logGroup.arn,
        iamRoleArn: role.arn,
      },
      // Deliveries fail until the role may write.
      { parent: this, dependsOn: [rolePolicy] },
    );
  }
}
