/** What the provider does with a resource beyond sending its inputs to AWS. */
export interface Conduct {
  /** Dotted paths of the inputs that cannot be changed: a change makes another one. `*`: any key. */
  readonly replacedBy: readonly string[];
  /**
   * The input that the provider fills in with the resource's name and seven random characters where
   * it is absent. A name given by hand has to be free: such a one is deleted before it is replaced.
   */
  readonly named?: string;
  /** Those of them that can still be given to a resource that has none. */
  readonly addable?: readonly string[];
  /** Outputs that any change renews, so that they are unknown in its preview. */
  readonly renewed?: readonly string[];
}

const all = ['*'];
const ofBucket: Conduct = { replacedBy: ['bucket'] };
const ofOwnedBucket: Conduct = { replacedBy: ['bucket', 'expectedBucketOwner'] };
const byName = (...others: readonly string[]): Conduct => ({
  replacedBy: ['name', 'namePrefix', ...others],
  named: 'name',
});
/** CloudFront renames these in place. */
const renamed: Conduct = { replacedBy: [], named: 'name' };

/**
 * By type token, from the schemas of the Terraform AWS provider that @pulumi/aws 7.48 is made of:
 * `ForceNew` and `RequiresReplace` there.
 */
export const awsConduct: Readonly<Record<string, Conduct>> = {
  'aws:acm/certificate:Certificate': {
    replacedBy: [
      'certificateAuthorityArn',
      'domainName',
      'keyAlgorithm',
      'subjectAlternativeNames',
      'validationMethod',
      'validationOptions',
    ],
  },
  'aws:acm/certificateValidation:CertificateValidation': { replacedBy: all },
  'aws:apigatewayv2/api:Api': { replacedBy: ['protocolType'], named: 'name' },
  'aws:apigatewayv2/authorizer:Authorizer': { replacedBy: ['apiId'], named: 'name' },
  'aws:apigatewayv2/integration:Integration': {
    replacedBy: ['apiId', 'integrationType', 'integrationSubtype'],
  },
  'aws:apigatewayv2/route:Route': { replacedBy: ['apiId'] },
  'aws:apigatewayv2/stage:Stage': { replacedBy: ['apiId', 'name'], named: 'name' },
  'aws:budgets/budget:Budget': byName('accountId'),
  'aws:cloudfront/cachePolicy:CachePolicy': renamed,
  'aws:cloudfront/distribution:Distribution': { replacedBy: ['staging'] },
  'aws:cloudfront/function:Function': { replacedBy: ['name'], named: 'name', renewed: ['etag'] },
  'aws:cloudfront/keyGroup:KeyGroup': renamed,
  'aws:cloudfront/originAccessControl:OriginAccessControl': renamed,
  'aws:cloudfront/originRequestPolicy:OriginRequestPolicy': renamed,
  'aws:cloudfront/publicKey:PublicKey': byName('encodedKey'),
  'aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy': renamed,
  'aws:cloudwatch/eventRule:EventRule': byName('eventBusName'),
  'aws:cloudwatch/eventTarget:EventTarget': { replacedBy: ['eventBusName', 'rule', 'targetId'] },
  'aws:cloudwatch/logDelivery:LogDelivery': {
    replacedBy: ['deliveryDestinationArn', 'deliverySourceName'],
  },
  'aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination': {
    replacedBy: ['name', 'outputFormat'],
    named: 'name',
  },
  'aws:cloudwatch/logDeliverySource:LogDeliverySource': {
    replacedBy: ['logType', 'name', 'resourceArn'],
    named: 'name',
  },
  'aws:cloudwatch/logGroup:LogGroup': byName('logGroupClass'),
  'aws:cloudwatch/logResourcePolicy:LogResourcePolicy': {
    replacedBy: ['policyName', 'resourceArn'],
  },
  'aws:cloudwatch/metricAlarm:MetricAlarm': { replacedBy: ['name'], named: 'name' },
  'aws:cognito/user:User': { replacedBy: ['userPoolId', 'username'] },
  'aws:cognito/userGroup:UserGroup': { replacedBy: ['name', 'userPoolId'], named: 'name' },
  'aws:cognito/userInGroup:UserInGroup': { replacedBy: all },
  'aws:cognito/userPool:UserPool': {
    replacedBy: ['aliasAttributes', 'usernameAttributes', 'usernameConfiguration'],
    named: 'name',
  },
  'aws:cognito/userPoolClient:UserPoolClient': {
    replacedBy: ['generateSecret', 'userPoolId'],
    named: 'name',
  },
  'aws:cognito/userPoolDomain:UserPoolDomain': { replacedBy: ['domain', 'userPoolId'] },
  'aws:dynamodb/table:Table': {
    replacedBy: [
      'hashKey',
      'importTable',
      'localSecondaryIndexes',
      'name',
      'rangeKey',
      'restoreSourceName',
      'restoreSourceTableArn',
    ],
    named: 'name',
  },
  'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup': { replacedBy: ['vpcId'] },
  'aws:ec2/eip:Eip': {
    replacedBy: [
      'address',
      'customerOwnedIpv4Pool',
      'domain',
      'networkBorderGroup',
      'publicIpv4Pool',
    ],
  },
  'aws:ec2/flowLog:FlowLog': {
    replacedBy: [
      'deliverCrossAccountRole',
      'destinationOptions',
      'eniId',
      'iamRoleArn',
      'logDestination',
      'logDestinationType',
      'logFormat',
      'maxAggregationInterval',
      'subnetId',
      'trafficType',
      'transitGatewayAttachmentId',
      'transitGatewayId',
      'vpcId',
    ],
  },
  'aws:ec2/instance:Instance': {
    replacedBy: [
      'ami',
      'associatePublicIpAddress',
      'availabilityZone',
      'cpuOptions',
      'ebsBlockDevices',
      'enclaveOptions',
      'ephemeralBlockDevices',
      'hibernation',
      'hostId',
      'ipv6Addresses',
      'keyName',
      'networkInterfaces',
      'placementGroup',
      'privateIp',
      'rootBlockDevice.encrypted',
      'rootBlockDevice.kmsKeyId',
      'securityGroups',
      'subnetId',
      'tenancy',
      // With userDataReplaceOnChange; without it the instance is stopped and started.
      'userData',
    ],
  },
  'aws:ec2/internetGateway:InternetGateway': { replacedBy: [] },
  'aws:ec2/launchTemplate:LaunchTemplate': {
    ...byName(),
    renewed: ['latestVersion', 'defaultVersion'],
  },
  'aws:ec2/natGateway:NatGateway': {
    replacedBy: [
      'allocationId',
      'availabilityMode',
      'connectivityType',
      'privateIp',
      'subnetId',
      'vpcId',
    ],
  },
  'aws:ec2/routeTable:RouteTable': { replacedBy: ['vpcId'] },
  'aws:ec2/routeTableAssociation:RouteTableAssociation': { replacedBy: ['gatewayId', 'subnetId'] },
  'aws:ec2/securityGroup:SecurityGroup': byName('description', 'vpcId'),
  'aws:ec2/subnet:Subnet': {
    replacedBy: [
      'availabilityZone',
      'availabilityZoneId',
      'cidrBlock',
      'ipv4IpamPoolId',
      'ipv4NetmaskLength',
      'ipv6Native',
      'outpostArn',
      'vpcId',
    ],
  },
  'aws:ec2/vpc:Vpc': { replacedBy: ['cidrBlock', 'ipv4IpamPoolId', 'ipv4NetmaskLength'] },
  'aws:ec2/vpcEndpoint:VpcEndpoint': {
    replacedBy: [
      'resourceConfigurationArn',
      'serviceName',
      'serviceNetworkArn',
      'serviceRegion',
      'vpcEndpointType',
      'vpcId',
    ],
  },
  'aws:ecr/lifecyclePolicy:LifecyclePolicy': { replacedBy: all },
  'aws:ecr/repository:Repository': {
    replacedBy: ['encryptionConfigurations', 'name'],
    named: 'name',
  },
  'aws:eks/accessEntry:AccessEntry': { replacedBy: ['clusterName', 'principalArn', 'type'] },
  'aws:eks/accessPolicyAssociation:AccessPolicyAssociation': { replacedBy: all },
  'aws:eks/addon:Addon': { replacedBy: ['addonName', 'clusterName', 'namespaceConfig'] },
  'aws:eks/cluster:Cluster': {
    replacedBy: [
      'accessConfig.bootstrapClusterCreatorAdminPermissions',
      'bootstrapSelfManagedAddons',
      // It can be given to a cluster that has none, and never be taken away or changed.
      'encryptionConfig',
      'kubernetesNetworkConfig.ipFamily',
      'kubernetesNetworkConfig.serviceIpv4Cidr',
      'name',
      'outpostConfig',
      'roleArn',
    ],
    addable: ['encryptionConfig'],
    named: 'name',
  },
  'aws:eks/nodeGroup:NodeGroup': {
    replacedBy: [
      'amiType',
      'capacityType',
      'clusterName',
      'diskSize',
      'instanceTypes',
      'launchTemplate.id',
      'launchTemplate.name',
      'nodeGroupName',
      'nodeGroupNamePrefix',
      'nodeRoleArn',
      'remoteAccess',
      'subnetIds',
    ],
    named: 'nodeGroupName',
  },
  'aws:iam/instanceProfile:InstanceProfile': byName('path'),
  'aws:iam/openIdConnectProvider:OpenIdConnectProvider': { replacedBy: ['url'] },
  'aws:iam/role:Role': byName('path'),
  'aws:iam/rolePolicy:RolePolicy': byName('role'),
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': { replacedBy: all },
  'aws:ivs/recordingConfiguration:RecordingConfiguration': { replacedBy: all, named: 'name' },
  'aws:kms/alias:Alias': byName(),
  'aws:kms/key:Key': {
    replacedBy: [
      'customKeyStoreId',
      'customerMasterKeySpec',
      'keyUsage',
      'multiRegion',
      'xksKeyId',
    ],
  },
  'aws:lambda/eventSourceMapping:EventSourceMapping': {
    replacedBy: [
      'amazonManagedKafkaEventSourceConfig',
      'eventSourceArn',
      'queues',
      'selfManagedEventSource',
      'selfManagedKafkaEventSourceConfig',
      'startingPosition',
      'startingPositionTimestamp',
      'topics',
    ],
  },
  'aws:lambda/function:Function': {
    replacedBy: ['name', 'packageType'],
    named: 'name',
    renewed: ['lastModified', 'qualifiedArn', 'version'],
  },
  'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig': {
    replacedBy: ['functionName', 'qualifier'],
  },
  'aws:lambda/permission:Permission': { replacedBy: all },
  'aws:mediaconvert/queue:Queue': { replacedBy: ['name', 'pricingPlan'], named: 'name' },
  'aws:resourcegroups/group:Group': { replacedBy: ['name'], named: 'name' },
  'aws:route53/record:Record': { replacedBy: ['name', 'setIdentifier', 'type', 'zoneId'] },
  'aws:route53/zone:Zone': { replacedBy: ['delegationSetId', 'name'], named: 'name' },
  'aws:s3/bucket:Bucket': {
    replacedBy: ['bucket', 'bucketNamespace', 'bucketPrefix', 'objectLockEnabled'],
    named: 'bucket',
  },
  'aws:s3/bucketCorsConfiguration:BucketCorsConfiguration': ofOwnedBucket,
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': ofOwnedBucket,
  'aws:s3/bucketLogging:BucketLogging': ofOwnedBucket,
  'aws:s3/bucketNotification:BucketNotification': ofBucket,
  'aws:s3/bucketOwnershipControls:BucketOwnershipControls': ofBucket,
  'aws:s3/bucketPolicy:BucketPolicy': ofBucket,
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': ofBucket,
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration':
    ofOwnedBucket,
  'aws:s3/bucketVersioning:BucketVersioning': ofOwnedBucket,
  'aws:scheduler/schedule:Schedule': byName('groupName'),
  'aws:scheduler/scheduleGroup:ScheduleGroup': byName(),
  'aws:secretsmanager/secret:Secret': byName(),
  'aws:secretsmanager/secretVersion:SecretVersion': {
    replacedBy: ['secretBinary', 'secretId', 'secretString', 'secretStringWoVersion'],
  },
  'aws:sns/topic:Topic': byName('fifoTopic'),
  'aws:sns/topicPolicy:TopicPolicy': { replacedBy: ['arn'] },
  'aws:sns/topicSubscription:TopicSubscription': { replacedBy: ['endpoint', 'protocol', 'topic'] },
  'aws:sqs/queue:Queue': byName('fifoQueue'),
  'aws:sqs/queuePolicy:QueuePolicy': { replacedBy: ['queueUrl'] },
  'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy': { replacedBy: ['queueUrl'] },
  'aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule': { replacedBy: ['securityGroupId'] },
  'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule': { replacedBy: ['securityGroupId'] },
  'aws:wafv2/webAcl:WebAcl': byName('scope'),
  'aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration': {
    replacedBy: ['logDestinationConfigs', 'resourceArn'],
  },
};

/** Providers that make nothing but values: any change makes another one. */
export const drawnConduct: Conduct = { replacedBy: all };

/**
 * How the provider treats a type.
 *
 * @throws Error for an AWS type that is in no table, because the effect of a change is unknown
 */
export function conductOf(type: string): Conduct {
  if (!type.startsWith('aws:')) return drawnConduct;
  const conduct = awsConduct[type];
  if (conduct) return conduct;
  throw new Error(
    `It is not known what replaces a ${type}: add an entry to cluster/src/pulumi/replacements.ts.`,
  );
}
