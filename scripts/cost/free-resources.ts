import type { RecordedResource } from '../../infra/recording/recorder.ts';

const onlyConfiguration = 'configuration of what is counted elsewhere';
const byUse = 'billed by use alone';
const inTheCluster = 'runs on the nodes';
const permissions = 'IAM is free';
const madeByPulumi = 'made on the machine that runs Pulumi';

/**
 * The resource types that cost nothing just by existing, each with the reason. A type that is
 * neither here nor among the charges stops the calculation.
 */
export const freeResources: Readonly<Record<string, string>> = {
  'aws:acm/certificate:Certificate': 'public certificates are free',
  'aws:acm/certificateValidation:CertificateValidation': 'waits for a certificate',
  'aws:apigatewayv2/api:Api': byUse,
  'aws:apigatewayv2/authorizer:Authorizer': onlyConfiguration,
  'aws:apigatewayv2/integration:Integration': onlyConfiguration,
  'aws:apigatewayv2/route:Route': onlyConfiguration,
  'aws:apigatewayv2/stage:Stage': onlyConfiguration,
  'aws:budgets/budget:Budget': 'budgets without actions are free',
  'aws:cloudfront/cachePolicy:CachePolicy': onlyConfiguration,
  'aws:cloudfront/distribution:Distribution': byUse,
  'aws:cloudfront/function:Function': byUse,
  'aws:cloudfront/keyGroup:KeyGroup': onlyConfiguration,
  'aws:cloudfront/originAccessControl:OriginAccessControl': onlyConfiguration,
  'aws:cloudfront/originRequestPolicy:OriginRequestPolicy': onlyConfiguration,
  'aws:cloudfront/publicKey:PublicKey': onlyConfiguration,
  'aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy': onlyConfiguration,
  'aws:cloudwatch/eventRule:EventRule': 'events of AWS services and of schedules are free',
  'aws:cloudwatch/eventTarget:EventTarget': 'counted, if at all, with what it calls',
  'aws:cloudwatch/logDelivery:LogDelivery': byUse,
  'aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination': onlyConfiguration,
  'aws:cloudwatch/logDeliverySource:LogDeliverySource': onlyConfiguration,
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': permissions,
  'aws:cognito/user:User': byUse,
  'aws:cognito/userGroup:UserGroup': onlyConfiguration,
  'aws:cognito/userInGroup:UserInGroup': onlyConfiguration,
  'aws:cognito/userPool:UserPool': '10,000 users a month are free, then by use',
  'aws:cognito/userPoolClient:UserPoolClient': onlyConfiguration,
  'aws:cognito/userPoolDomain:UserPoolDomain': onlyConfiguration,
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': 'security groups are free',
  'aws:ec2/flowLog:FlowLog': 'counted with its log group',
  'aws:ec2/internetGateway:InternetGateway': byUse,
  'aws:ec2/launchTemplate:LaunchTemplate': 'counted with the nodes made from it',
  'aws:ec2/routeTable:RouteTable': onlyConfiguration,
  'aws:ec2/routeTableAssociation:RouteTableAssociation': onlyConfiguration,
  'aws:ec2/securityGroup:SecurityGroup': 'security groups are free',
  'aws:ec2/subnet:Subnet': 'subnets are free',
  'aws:ec2/vpc:Vpc': 'a VPC is free',
  'aws:ec2/vpcEndpoint:VpcEndpoint': 'gateway endpoints are free',
  'aws:ecr/lifecyclePolicy:LifecyclePolicy': onlyConfiguration,
  'aws:ecr/repositoryPolicy:RepositoryPolicy': permissions,
  'aws:eks/accessEntry:AccessEntry': permissions,
  'aws:eks/accessPolicyAssociation:AccessPolicyAssociation': permissions,
  'aws:eks/addon:Addon': inTheCluster,
  'aws:iam/instanceProfile:InstanceProfile': permissions,
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': permissions,
  'aws:iam/policy:Policy': permissions,
  'aws:iam/role:Role': permissions,
  'aws:iam/rolePolicy:RolePolicy': permissions,
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': permissions,
  'aws:ivs/recordingConfiguration:RecordingConfiguration': 'counted with the bucket it fills',
  'aws:kms/alias:Alias': 'a name of a key',
  'aws:kms/keyPolicy:KeyPolicy': permissions,
  'aws:lambda/function:Function': byUse,
  'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig': onlyConfiguration,
  'aws:lambda/permission:Permission': permissions,
  'aws:mediaconvert/queue:Queue': 'an on-demand queue is billed by use alone',
  'aws:route53/record:Record': 'counted with its zone',
  'aws:s3/bucket:Bucket': byUse,
  'aws:resourcegroups/group:Group': onlyConfiguration,
  'aws:s3/bucketCorsConfiguration:BucketCorsConfiguration': onlyConfiguration,
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': onlyConfiguration,
  'aws:s3/bucketLogging:BucketLogging': byUse,
  'aws:s3/bucketNotification:BucketNotification': onlyConfiguration,
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': onlyConfiguration,
  'aws:s3/bucketPolicy:BucketPolicy': permissions,
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': onlyConfiguration,
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration':
    onlyConfiguration,
  'aws:s3/bucketVersioning:BucketVersioning': onlyConfiguration,
  'aws:scheduler/schedule:Schedule': '14 million runs a month are free',
  'aws:scheduler/scheduleGroup:ScheduleGroup': onlyConfiguration,
  'aws:secretsmanager/secretVersion:SecretVersion': 'counted with its secret',
  'aws:sns/topic:Topic': byUse,
  'aws:sns/topicPolicy:TopicPolicy': permissions,
  'aws:sns/topicSubscription:TopicSubscription': onlyConfiguration,
  'aws:sqs/queue:Queue': byUse,
  'aws:sqs/queuePolicy:QueuePolicy': permissions,
  'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy': onlyConfiguration,
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': 'security groups are free',
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': 'security groups are free',
  'aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration': 'counted with its log group',
  'kubernetes:argoproj.io/v1alpha1:AppProject': inTheCluster,
  'kubernetes:argoproj.io/v1alpha1:Application': 'what Argo CD makes of it is assumed',
  'kubernetes:core/v1:Namespace': inTheCluster,
  'kubernetes:core/v1:Secret': inTheCluster,
  'kubernetes:helm.sh/v3:Release': inTheCluster,
  'kubernetes:scheduling.k8s.io/v1:PriorityClass': inTheCluster,
  'kubernetes:storage.k8s.io/v1:StorageClass': inTheCluster,
  'random:index/randomPassword:RandomPassword': madeByPulumi,
  'tls:index/privateKey:PrivateKey': madeByPulumi,
};

/** For types that are free in one form and billed in another: the condition for being free. */
const conditions: Readonly<Record<string, (inputs: RecordedResource['inputs']) => boolean>> = {
  'aws:ec2/vpcEndpoint:VpcEndpoint': ({ vpcEndpointType }) => vpcEndpointType === 'Gateway',
  'aws:mediaconvert/queue:Queue': ({ pricingPlan }) => pricingPlan !== 'RESERVED',
};

/** Whether a resource is known to cost nothing just by existing. */
export function isFree({ type, inputs }: RecordedResource): boolean {
  if (!Object.hasOwn(freeResources, type)) return false;
  return conditions[type]?.(inputs) ?? true;
}
