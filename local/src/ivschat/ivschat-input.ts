import { z } from 'zod';
import { AwsError } from '../aws/errors.ts';
import { attributesFit } from './attributes.ts';
import { capabilities } from './token-desk.ts';

// Lengths, ranges and patterns are those of the IVS Chat API reference.
const roomArn = z.string().regex(/^arn:aws:ivschat:[a-z0-9-]+:[0-9]+:room\/[a-zA-Z0-9-]+$/);
const name = z
  .string()
  .max(128)
  .regex(/^[a-zA-Z0-9-_]*$/);
const attributes = z
  .record(z.string(), z.string())
  .refine(attributesFit, { error: 'must have at most 1 KB' });
const tags = z
  .record(z.string().min(1).max(128), z.string().max(256))
  .refine((all) => Object.keys(all).length <= 50, { error: 'must be at most 50' });
const handlerUri = z
  .string()
  .max(170)
  .regex(/^$|^arn:aws:lambda:[a-z0-9-]+:[0-9]{12}:function:.+/);
const userId = z.string().min(1).max(128);

const roomSettings = {
  name: name.optional(),
  maximumMessageRatePerSecond: z.int().min(1).max(100).optional(),
  maximumMessageLength: z.int().min(1).max(500).optional(),
  messageReviewHandler: z
    .object({ uri: handlerUri.optional(), fallbackResult: z.enum(['ALLOW', 'DENY']).optional() })
    .optional(),
  /** Chat is not logged on this machine: no logging configuration can be named. */
  loggingConfigurationIdentifiers: z
    .array(z.string())
    .max(0, { error: 'there are no logging configurations here' })
    .optional(),
};

/** The operations' requests, by name. */
export const inputs = {
  CreateRoom: z.object({ ...roomSettings, tags: tags.optional() }),
  UpdateRoom: z.object({ identifier: roomArn, ...roomSettings }),
  OneRoom: z.object({ identifier: roomArn }),
  ListRooms: z.object({
    name: name.optional(),
    messageReviewHandlerUri: handlerUri.optional(),
    maxResults: z.int().min(1).max(50).default(50),
    nextToken: z.string().regex(/^\d+$/).optional(),
  }),
  CreateChatToken: z.object({
    roomIdentifier: roomArn,
    userId,
    capabilities: z.array(z.enum(capabilities)).default([]),
    sessionDurationInMinutes: z.int().min(1).max(180).default(60),
    attributes: attributes.default({}),
  }),
  SendEvent: z.object({
    roomIdentifier: roomArn,
    eventName: z.string().min(1),
    attributes: attributes.default({}),
  }),
  DisconnectUser: z.object({ roomIdentifier: roomArn, userId, reason: z.string().optional() }),
  DeleteMessage: z.object({
    roomIdentifier: roomArn,
    id: z.string().regex(/^[a-zA-Z0-9]{12}$/),
    reason: z.string().optional(),
  }),
  TagResource: z.object({ tags }),
} as const;

/** @throws AwsError `ValidationException`, naming each member that is wrong */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const fieldList = result.error.issues.map(({ path, message }) => ({
    name: path.join('.'),
    message,
  }));
  throw new AwsError('ValidationException', z.prettifyError(result.error), 400, {
    reason: 'FIELD_VALIDATION_FAILED',
    fieldList,
  });
}
