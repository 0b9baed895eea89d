import type { AccountScope } from '../iam/account-scope.ts';
import { allow, type PolicyDocument, policy, type Statement } from '../iam/policy-document.ts';

export interface LoadBalancerControllerPolicyArgs {
  readonly scope: AccountScope;
  /** The name that the controller is configured with and tags everything it creates with. */
  readonly clusterName: string;
  readonly vpcId: string;
}

/** The tag by which the controller recognises what it created. */
const mark = 'elbv2.k8s.aws/cluster';

/**
 * What aws-load-balancer-controller 3.5.0 calls to serve Ingresses by application load balancers.
 * It is less than its published policy (docs/install/iam_policy.json), which also covers network
 * load balancers, firewalls, Shield, certificate discovery, Outposts and address pools, none of
 * which is used here. And it is limited to what has this cluster's tag, including listeners and
 * rules.
 */
export function loadBalancerControllerPolicy(
  args: LoadBalancerControllerPolicyArgs,
): PolicyDocument {
  return policy(...describe(), ...useServiceRole(args), ...balance(args), ...protect(args));
}

/** What the controller looks up, and what ELB looks up on its behalf to create a load balancer. */
function describe(): readonly Statement[] {
  // no resource scope
  return [
    allow(
      [
        'ec2:DescribeAccountAttributes',
        'ec2:DescribeAddresses',
        'ec2:DescribeAvailabilityZones',
        'ec2:DescribeInstances',
        'ec2:DescribeInternetGateways',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSecurityGroups',
        'ec2:DescribeSubnets',
        'ec2:DescribeVpcs',
        'elasticloadbalancing:DescribeListenerAttributes',
        'elasticloadbalancing:DescribeListenerCertificates',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeLoadBalancerAttributes',
        'elasticloadbalancing:DescribeLoadBalancers',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeTags',
        'elasticloadbalancing:DescribeTargetGroupAttributes',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
      ],
      ['*'],
    ),
  ];
}

/** ELB works with a service-linked role, which is created with an account's first load balancer. */
function useServiceRole({ scope }: LoadBalancerControllerPolicyArgs): readonly Statement[] {
  const service = 'elasticloadbalancing.amazonaws.com';
  return [
    allow(
      ['iam:CreateServiceLinkedRole'],
      [
        `arn:${scope.partition}:iam::${scope.accountId}:role/aws-service-role/${service}/` +
          'AWSServiceRoleForElasticLoadBalancing',
      ],
      { StringEquals: { 'iam:AWSServiceName': service } },
    ),
  ];
}

function balance({ scope, clusterName }: LoadBalancerControllerPolicyArgs): readonly Statement[] {
  const { partition, region, accountId } = scope;
  const elb = (resource: string) =>
    `arn:${partition}:elasticloadbalancing:${region}:${accountId}:${resource}`;
  const balancers = elb('loadbalancer/app/*');
  const targetGroups = elb('targetgroup/*');
  const listeners = elb('listener/app/*');
  const rules = elb('listener-rule/app/*');
  const everything = [balancers, targetGroups, listeners, rules];
  const marked = onMarked(clusterName);
  return [
    allow(['elasticloadbalancing:CreateLoadBalancer'], [balancers], marking(clusterName)),
    allow(['elasticloadbalancing:CreateTargetGroup'], [targetGroups], marking(clusterName)),
    allow(['elasticloadbalancing:CreateListener'], [balancers], marked),
    allow(['elasticloadbalancing:CreateRule'], [listeners], marked),
    allow(['elasticloadbalancing:AddTags'], everything, {
      StringEquals: {
        ...marking(clusterName).StringEquals,
        'elasticloadbalancing:CreateAction': [
          'CreateLoadBalancer',
          'CreateTargetGroup',
          'CreateListener',
          'CreateRule',
        ],
      },
    }),
    allow(
      ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags'],
      everything,
      keepingMark(clusterName),
    ),
    allow(
      [
        'elasticloadbalancing:DeleteLoadBalancer',
        'elasticloadbalancing:ModifyLoadBalancerAttributes',
        'elasticloadbalancing:SetIpAddressType',
        'elasticloadbalancing:SetSecurityGroups',
        'elasticloadbalancing:SetSubnets',
      ],
      [balancers],
      marked,
    ),
    allow(
      [
        'elasticloadbalancing:DeleteTargetGroup',
        'elasticloadbalancing:DeregisterTargets',
        'elasticloadbalancing:ModifyTargetGroup',
        'elasticloadbalancing:ModifyTargetGroupAttributes',
        'elasticloadbalancing:RegisterTargets',
      ],
      [targetGroups],
      marked,
    ),
    allow(
      [
        'elasticloadbalancing:AddListenerCertificates',
        'elasticloadbalancing:DeleteListener',
        'elasticloadbalancing:ModifyListener',
        'elasticloadbalancing:ModifyListenerAttributes',
        'elasticloadbalancing:RemoveListenerCertificates',
      ],
      [listeners],
      marked,
    ),
    allow(
      [
        'elasticloadbalancing:DeleteRule',
        'elasticloadbalancing:ModifyRule',
        'elasticloadbalancing:SetRulePriorities',
      ],
      [rules],
      marked,
    ),
  ];
}

/**
 * Its load balancers share a security group that it creates; it allows that group into the one that
 * EKS made for the cluster, and removes it again.
 */
function protect(args: LoadBalancerControllerPolicyArgs): readonly Statement[] {
  const { scope, clusterName, vpcId } = args;
  const ec2 = (resource: string) =>
    `arn:${scope.partition}:ec2:${scope.region}:${scope.accountId}:${resource}`;
  const groups = [ec2('security-group/*')];
  const vpc = [ec2(`vpc/${vpcId}`)];
  const rules = ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'];
  return [
    allow(['ec2:GetSecurityGroupsForVpc'], vpc),
    allow(['ec2:CreateSecurityGroup'], vpc),
    allow(['ec2:CreateSecurityGroup'], groups, marking(clusterName)),
    allow(['ec2:CreateTags'], groups, {
      StringEquals: {
        ...marking(clusterName).StringEquals,
        'ec2:CreateAction': 'CreateSecurityGroup',
      },
    }),
    allow(['ec2:CreateTags', 'ec2:DeleteTags'], groups, keepingMark(clusterName)),
    allow([...rules, 'ec2:DeleteSecurityGroup'], groups, onMarked(clusterName)),
    // EKS sets this tag on the cluster's group, and restores it if it is removed.
    allow(rules, groups, {
      StringEquals: { [`aws:ResourceTag/kubernetes.io/cluster/${clusterName}`]: 'owned' },
    }),
  ];
}

/** New resources must have the tag from the start. */
function marking(clusterName: string) {
  return { StringEquals: { [`aws:RequestTag/${mark}`]: clusterName } };
}

function onMarked(clusterName: string) {
  return { StringEquals: { [`aws:ResourceTag/${mark}`]: clusterName } };
}

/** Tags of the cluster's resources may change, except this one. */
function keepingMark(clusterName: string) {
  return { ...onMarked(clusterName), Null: { [`aws:RequestTag/${mark}`]: 'true' } };
}
