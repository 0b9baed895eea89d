import { z } from 'zod';
import { AwsError } from '../aws/errors.ts';

const arn = (resource: string) =>
  z
    .string()
    .max(128)
    .regex(new RegExp(`^arn:aws:ivs:[a-z0-9-]+:[0-9]+:${resource}/[a-zA-Z0-9-]+$`), {
      error: `is not the ARN of a ${resource}`,
    });
const channelArn = arn('channel');
const name = z
  .string()
  .max(128)
  .regex(/^[a-zA-Z0-9-_]*$/, { error: 'may hold letters, digits, - and _ only' });
const tags = z.record(z.string().min(1).max(128), z.string().max(256)).default({});
/** Empty takes the recording away (API reference, "UpdateChannel"). */
const recordingConfigurationArn = z.union([z.literal(''), arn('recording-configuration')]);
const latencyMode = z.enum(['LOW', 'NORMAL']);
const type = z.enum(['STANDARD', 'BASIC', 'ADVANCED_SD', 'ADVANCED_HD']);
const preset = z.enum(['', 'HIGHER_BANDWIDTH_DELIVERY', 'CONSTRAINED_BANDWIDTH_DELIVERY']);
/** Private channels are not emulated: a request for one must not create a public one. */
const authorized = z.literal(false, { error: 'private channels are not supported here' });
const page = {
  maxResults: z.int().min(1).max(100).default(50),
  nextToken: z.string().regex(/^\d+$/, { error: 'is none of ours' }).optional(),
};

/** The operations' requests; members that change nothing here are let through. */
export const inputs = {
  CreateChannel: z.object({
    name: name.default(''),
    latencyMode: latencyMode.default('LOW'),
    type: type.default('STANDARD'),
    authorized: authorized.optional(),
    recordingConfigurationArn: recordingConfigurationArn.default(''),
    insecureIngest: z.boolean().default(false),
    preset: preset.default(''),
    tags,
  }),
  UpdateChannel: z.object({
    arn: channelArn,
    name: name.optional(),
    latencyMode: latencyMode.optional(),
    type: type.optional(),
    authorized: authorized.optional(),
    recordingConfigurationArn: recordingConfigurationArn.optional(),
    insecureIngest: z.boolean().optional(),
    preset: preset.optional(),
  }),
  ListChannels: z.object({
    filterByName: name.optional(),
    filterByRecordingConfigurationArn: recordingConfigurationArn.optional(),
    ...page,
  }),
  BatchGetChannel: z.object({ arns: z.array(channelArn).min(1).max(50) }),
  Channel: z.object({ arn: channelArn }),
  OfChannel: z.object({ channelArn }),
  CreateStreamKey: z.object({ channelArn, tags }),
  StreamKey: z.object({ arn: arn('stream-key') }),
  ListStreamKeys: z.object({ channelArn, ...page }),
  ListStreams: z.object({
    filterBy: z
      .object({ health: z.enum(['HEALTHY', 'STARVING', 'UNKNOWN']).optional() })
      .optional(),
    ...page,
  }),
  PutMetadata: z.object({
    channelArn,
    // 1 KB (API reference, "PutMetadata").
    metadata: z
      .string()
      .min(1)
      .refine((text) => Buffer.byteLength(text) <= 1024, { error: 'is larger than 1 KB' }),
  }),
  CreateRecordingConfiguration: z.object({
    name: name.default(''),
    destinationConfiguration: z.object({
      s3: z.object({ bucketName: z.string().regex(/^[a-z0-9.-]{3,63}$/) }),
    }),
    thumbnailConfiguration: z
      .object({
        recordingMode: z.enum(['INTERVAL', 'DISABLED']).default('INTERVAL'),
        targetIntervalSeconds: z.int().min(1).max(60).default(60),
      })
      .default({ recordingMode: 'INTERVAL', targetIntervalSeconds: 60 }),
    recordingReconnectWindowSeconds: z.int().min(0).max(300).default(0),
    tags,
  }),
  RecordingConfiguration: z.object({ arn: arn('recording-configuration') }),
  Page: z.object(page),
  TagResource: z.object({ tags: z.record(z.string().min(1).max(128), z.string().max(256)) }),
} as const;

/** @throws AwsError `ValidationException` */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const message = z.prettifyError(result.error);
  throw new AwsError('ValidationException', message, 400, { exceptionMessage: message });
}

/** One page of a list whose tokens are offsets. */
export function pageOf<Item>(
  items: readonly Item[],
  { maxResults, nextToken }: { maxResults: number; nextToken?: string | undefined },
): { items: Item[]; nextToken?: string } {
  const from = Number(nextToken ?? 0);
  const to = from + maxResults;
  return { items: items.slice(from, to), ...(to < items.length && { nextToken: String(to) }) };
}
