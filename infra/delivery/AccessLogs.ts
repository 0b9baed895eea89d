import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { globalRegion } from './global-region.ts';

export interface AccessLogsArgs {
  distributionArn: pulumi.Input<string>;
  /** Receives the logs; its policy must let delivery.logs.amazonaws.com write `cloudfront/*`. */
  logBucketArn: pulumi.Input<string>;
}

/**
 * What is logged of each request (CloudFront Developer Guide, "Standard logging reference").
 * Cookies are left out, because they contain sessions and playback grants.
 */
const recordFields = [
  'date',
  'time',
  'x-edge-location',
  'sc-bytes',
  'c-ip',
  'cs-method',
  'cs(Host)',
  'cs-uri-stem',
  'sc-status',
  'cs(Referer)',
  'cs(User-Agent)',
  'cs-uri-query',
  'x-edge-result-type',
  'x-edge-request-id',
  'x-host-header',
  'cs-protocol',
  'cs-bytes',
  'time-taken',
  'x-forwarded-for',
  'ssl-protocol',
  'ssl-cipher',
  'x-edge-response-result-type',
  'cs-protocol-version',
  'time-to-first-byte',
  'x-edge-detailed-result-type',
  'sc-content-type',
  'sc-content-len',
  'sc-range-start',
  'sc-range-end',
];

/** Folder of the log in the log bucket. */
const folder = 'cloudfront';

/** The access log of the distribution: JSON lines under `cloudfront/`, with a folder per hour. */
export class AccessLogs extends pulumi.ComponentResource {
  constructor(name: string, args: AccessLogsArgs, options: pulumi.ComponentResourceOptions = {}) {
    super('tidecast:delivery:AccessLogs', name, {}, options);
    const child = { parent: this };
    const source = new aws.cloudwatch.LogDeliverySource(
      name,
      { region: globalRegion, logType: 'ACCESS_LOGS', resourceArn: args.distributionArn },
      child,
    );
    const destination = new aws.cloudwatch.LogDeliveryDestination(
      name,
      {
        region: globalRegion,
        outputFormat: 'json',
        // With a folder in the ARN, AWS adds no prefix to the path below; otherwise it adds one
        // when it creates a delivery but not when it updates one.
        deliveryDestinationConfiguration: {
          destinationResourceArn: pulumi.interpolate`${args.logBucketArn}/${folder}`,
        },
      },
      child,
    );
    new aws.cloudwatch.LogDelivery(
      name,
      {
        region: globalRegion,
        deliverySourceName: source.name,
        deliveryDestinationArn: destination.arn,
        recordFields,
        s3DeliveryConfigurations: [
          { suffixPath: '{DistributionId}/{yyyy}/{MM}/{dd}/{HH}', enableHiveCompatiblePath: false },
        ],
      },
      child,
    );
    this.registerOutputs({});
  }
}
