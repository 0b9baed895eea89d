import * as z from 'zod';
import { mediaConvertQueueArn, topicArn } from './formats.ts';
import type { Handed } from './read-environment.ts';
import { dailyEncodeMinutes, origin, text } from './variables.ts';

const port = z
  .string()
  .regex(/^[0-9]{1,5}$/, 'must be a port')
  .transform(Number)
  .refine((number) => number <= 65_535, 'must be a port');

/**
 * What apps/api reads from its environment, which Pulumi (through Argo CD's values) and the local
 * cloud must provide. The SDK's own variables (`AWS_REGION`, `AWS_ENDPOINT_URL`, ...) say where AWS
 * is and are not listed here.
 */
export const apiEnvironmentSchema = z.strictObject({
  PORT: port.prefault('8080'),
  /** Address to listen on. */
  HOST: text.default('0.0.0.0'),
  /** Port of `/metrics`. */
  METRICS_PORT: port.prefault('9090'),
  /** The site's origin, which cookies, signed policies and Origin checks depend on. */
  PUBLIC_ORIGIN: origin,
  /** How many proxies in front are ours and append to X-Forwarded-For: CloudFront and ALB are 2. */
  TRUSTED_PROXY_HOPS: z
    .string()
    .regex(/^([0-9]|10)$/, 'must be 0 to 10')
    .transform(Number),
  VIDEOS_TABLE: text,
  EXPIRING_TABLE: text,
  SOURCE_BUCKET: text,
  MEDIA_BUCKET: text,
  USER_POOL_ID: text,
  USER_POOL_CLIENT_ID: text,
  /** Queue that the submit function reads: a retry puts an "Object Created" event there. */
  SUBMIT_QUEUE_URL: z.string().regex(/^https?:\/\//, 'must be the address of a queue'),
  /** MediaConvert queue: a video that is deleted while it encodes is looked for there. */
  MEDIACONVERT_QUEUE_ARN: mediaConvertQueueArn,
  CLOUDFRONT_DISTRIBUTION_ID: text,
  /** Id of the public key in CloudFront's key group. */
  CLOUDFRONT_KEY_PAIR_ID: text,
  /** The private key that goes with it, PEM; its line breaks may be written as `\n`. */
  CLOUDFRONT_PRIVATE_KEY: text.transform((pem) => pem.replaceAll('\\n', '\n')),
  DAILY_ENCODE_MINUTES: dailyEncodeMinutes,
  /** Topic that published videos are announced on; without it they are not announced. */
  ALERT_TOPIC_ARN: topicArn.optional(),
  /** Seconds to go on serving after readiness fails, until every load balancer has noticed. */
  DRAIN_SECONDS: z
    .string()
    .regex(/^[0-9]+(\.[0-9]+)?$/, 'must be a number of seconds')
    .transform(Number)
    .refine((seconds) => seconds <= 120, 'must be 120 at most')
    .prefault('5'),
  /** Log level of pino. */
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type ApiEnvironment = Handed<typeof apiEnvironmentSchema>;
