/** A kind of resource worth showing in a component; all others only count in the total. */
export interface Kind {
  readonly one: string;
  readonly many: string;
  /** Whether our own code runs in it. */
  readonly runs?: true;
  /** Whether it is shown only if there is little else to show. */
  readonly filler?: true;
}

/** By Pulumi's type, in the order in which a box lists them. */
export const kinds: Readonly<Record<string, Kind>> = {
  'aws:eks/cluster:Cluster': { one: 'EKS cluster', many: 'EKS clusters', runs: true },
  'aws:eks/nodeGroup:NodeGroup': { one: 'node group', many: 'node groups' },
  'aws:eks/addon:Addon': { one: 'add-on', many: 'add-ons' },
  'aws:ec2/vpc:Vpc': { one: 'VPC', many: 'VPCs' },
  'aws:ec2/subnet:Subnet': { one: 'subnet', many: 'subnets' },
  'aws:ec2/natGateway:NatGateway': { one: 'NAT gateway', many: 'NAT gateways' },
  'aws:ec2/vpcEndpoint:VpcEndpoint': { one: 'VPC endpoint', many: 'VPC endpoints' },
  'aws:ec2/instance:Instance': { one: 'EC2 instance', many: 'EC2 instances', runs: true },
  'aws:s3/bucket:Bucket': { one: 'S3 bucket', many: 'S3 buckets' },
  'aws:dynamodb/table:Table': { one: 'DynamoDB table', many: 'DynamoDB tables' },
  'aws:cloudfront/distribution:Distribution': {
    one: 'CloudFront distribution',
    many: 'CloudFront distributions',
  },
  'aws:cloudfront/function:Function': { one: 'edge function', many: 'edge functions', runs: true },
  'aws:wafv2/webAcl:WebAcl': { one: 'web firewall', many: 'web firewalls' },
  'aws:acm/certificate:Certificate': { one: 'certificate', many: 'certificates' },
  'aws:route53/zone:Zone': { one: 'DNS zone', many: 'DNS zones' },
  'aws:apigatewayv2/api:Api': { one: 'HTTP API', many: 'HTTP APIs' },
  'aws:lambda/function:Function': { one: 'Lambda function', many: 'Lambda functions', runs: true },
  'aws:sqs/queue:Queue': { one: 'SQS queue', many: 'SQS queues' },
  'aws:ivs/recordingConfiguration:RecordingConfiguration': {
    one: 'IVS recording configuration',
    many: 'IVS recording configurations',
  },
  'aws:mediaconvert/queue:Queue': { one: 'MediaConvert queue', many: 'MediaConvert queues' },
  'aws:cloudwatch/eventRule:EventRule': { one: 'event rule', many: 'event rules' },
  'aws:scheduler/schedule:Schedule': { one: 'schedule', many: 'schedules' },
  'aws:cloudwatch/metricAlarm:MetricAlarm': { one: 'alarm', many: 'alarms' },
  'aws:sns/topic:Topic': { one: 'SNS topic', many: 'SNS topics' },
  'aws:budgets/budget:Budget': { one: 'budget', many: 'budgets' },
  'aws:cognito/userPool:UserPool': { one: 'Cognito user pool', many: 'Cognito user pools' },
  'aws:cognito/userPoolClient:UserPoolClient': { one: 'app client', many: 'app clients' },
  'aws:ecr/repository:Repository': { one: 'image repository', many: 'image repositories' },
  'aws:kms/key:Key': { one: 'KMS key', many: 'KMS keys' },
  'aws:secretsmanager/secret:Secret': { one: 'secret', many: 'secrets' },
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': {
    one: 'identity provider',
    many: 'identity providers',
  },
  'aws:iam/role:Role': { one: 'IAM role', many: 'IAM roles', filler: true },
  'kubernetes:helm.sh/v3:Release': { one: 'Helm release', many: 'Helm releases', runs: true },
  'kubernetes:argoproj.io/v1alpha1:Application': {
    one: 'Argo CD application',
    many: 'Argo CD applications',
  },
  'kubernetes:core/v1:Namespace': { one: 'namespace', many: 'namespaces' },
  'kubernetes:core/v1:Secret': { one: 'Kubernetes secret', many: 'Kubernetes secrets' },
};
