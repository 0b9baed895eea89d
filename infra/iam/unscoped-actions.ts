const forBalancers = 'the load balancer controller looks up what is there, or ELB does for it';

/**
 * Actions that IAM cannot restrict to a resource (Service Authorization Reference: no required
 * resource type), with the reason each is needed. Only these may be allowed on `*`.
 */
export const unscopedActions: Readonly<Record<string, string>> = {
  'logs:DescribeLogGroups': 'VPC flow logs look for their log group among all',
  'mediaconvert:Probe': 'a probe is of a file, which s3:GetObject guards',
  'ec2:DescribeAvailabilityZones': 'a preview looks up the zones that the account may use',
  'ec2:DescribeManagedPrefixLists':
    'a preview looks for the addresses of CloudFront among all lists',
  'ecr:GetAuthorizationToken':
    'the workflow that pushes images signs in to the registry, not to a repository',
  'eks:DescribeAddonVersions': 'a preview looks up the versions of add-ons that EKS offers',
  'autoscaling:DescribeAutoScalingGroups': 'the autoscaler looks for its groups by their tags',
  'autoscaling:DescribeScalingActivities': 'the autoscaler learns why a group did not grow',
  'ec2:DescribeInstanceTypes': 'the autoscaler learns what a new node would have to offer',
  'ec2:DescribeLaunchTemplateVersions': 'the autoscaler learns what a new node would be',
  'cloudwatch:DescribeAlarmsForMetric': 'Grafana shows the alarms of a metric',
  'cloudwatch:GetMetricData': 'metrics of AWS services are in no data set that could be named',
  'cloudwatch:ListMetrics': 'metrics of AWS services are in no data set that could be named',
  'ec2:DescribeRegions': 'Grafana offers regions to choose from',
  'tag:GetResources': 'Grafana finds resources by their tags',
  'route53:ListHostedZones': 'external-dns looks for its zone among all',
  'ec2:DescribeAccountAttributes': forBalancers,
  'ec2:DescribeAddresses': forBalancers,
  'ec2:DescribeInstances': forBalancers,
  'ec2:DescribeInternetGateways': forBalancers,
  'ec2:DescribeNetworkInterfaces': forBalancers,
  'ec2:DescribeSecurityGroups': forBalancers,
  'ec2:DescribeSubnets': forBalancers,
  'ec2:DescribeVpcs': forBalancers,
  'elasticloadbalancing:DescribeListenerAttributes': forBalancers,
  'elasticloadbalancing:DescribeListenerCertificates': forBalancers,
  'elasticloadbalancing:DescribeListeners': forBalancers,
  'elasticloadbalancing:DescribeLoadBalancerAttributes': forBalancers,
  'elasticloadbalancing:DescribeLoadBalancers': forBalancers,
  'elasticloadbalancing:DescribeRules': forBalancers,
  'elasticloadbalancing:DescribeTags': forBalancers,
  'elasticloadbalancing:DescribeTargetGroupAttributes': forBalancers,
  'elasticloadbalancing:DescribeTargetGroups': forBalancers,
  'elasticloadbalancing:DescribeTargetHealth': forBalancers,
};
