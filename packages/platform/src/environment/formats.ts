/** Formats of the names that Pulumi, the charts and the programs pass to each other. */
import * as z from 'zod';

/** An ARN in any of AWS's partitions, such as `arn:aws:sns:eu-west-1:123456789012:alerts`. */
function arn(service: string, resource: string, region = '[a-z0-9-]+') {
  return z
    .string()
    .regex(new RegExp(`^arn:aws[a-z-]*:${service}:${region}:[0-9]{12}:${resource}$`));
}

export const roleArn = arn('iam', 'role/.+', '');
export const certificateArn = arn('acm', 'certificate/[0-9a-f-]+');
export const topicArn = arn('sns', '.+');
export const mediaConvertQueueArn = arn('mediaconvert', 'queues/.+');
export const recordingConfigurationArn = arn('ivs', 'recording-configuration/.+');
export const functionArn = arn('lambda', 'function:.+');

export const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/);
export const securityGroupId = z.string().regex(/^sg-[0-9a-f]{8,17}$/);
export const vpcCidr = z.string().regex(/^([0-9]{1,3}\.){3}[0-9]{1,3}\/(1[6-9]|2[0-8])$/);

export const domainName = z
  .string()
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/)
  .meta({ description: 'In lower case, without scheme or port.' });

export const imageRepository = z
  .string()
  .regex(/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)+$/)
  .meta({ description: 'Without tag or digest.' });
