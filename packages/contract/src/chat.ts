/** What the routes of chats take and answer. */

import * as z from 'zod';
import { cursorSchema, inQuery, limitSchema, pageSchema } from './lists.ts';
import { ulidSchema } from './ulid.ts';
import { chatRoles } from './vocabulary.ts';

export const messageParams = z.strictObject({
  id: ulidSchema,
  messageId: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,64}$/)
    .meta({ description: "IVS Chat's id of the message" }),
});

/** The video whose chat is replayed. */
export const replayParams = z.strictObject({ id: ulidSchema });

export const chatHistoryQuery = z.strictObject({
  before: cursorSchema.optional().meta({ description: 'The nextCursor of a page: what is older' }),
  limit: limitSchema(50),
});

export const replayQuery = z.strictObject({
  from: inQuery(z.number().min(0).default(0)).meta({ description: 'Seconds of the video' }),
  to: inQuery(z.number().positive().optional()).meta({
    description: 'Seconds of the video; its end by default',
  }),
  cursor: cursorSchema.optional(),
  limit: limitSchema(100),
});

const role = z.enum(chatRoles).meta({ id: 'ChatRole' });

export const chatTokenSchema = z
  .object({
    token: z.string(),
    endpoint: z.string().meta({ description: "The websocket's address" }),
    sessionExpirationTime: z.iso.datetime().meta({ description: 'Ask for another before then' }),
    role,
  })
  .meta({ id: 'ChatToken', description: 'Good for one connection, within a minute' });

export const chatMessageSchema = z
  .object({
    id: z.string(),
    content: z.string(),
    sender: z.object({ userId: z.string(), name: z.string(), role }).meta({ id: 'ChatSender' }),
    sentAt: z.iso.datetime(),
  })
  .meta({ id: 'ChatMessage' });

export const chatHistorySchema = pageSchema(chatMessageSchema).meta({ id: 'ChatHistory' });

export const chatReplaySchema = pageSchema(
  chatMessageSchema
    .extend({ at: z.number().meta({ description: 'Seconds from the start of the video' }) })
    .meta({ id: 'ReplayedMessage' }),
).meta({ id: 'ChatReplay' });

export type ReplayQuery = z.output<typeof replayQuery>;
export type ChatMessage = z.infer<typeof chatMessageSchema>;
export type ReplayedMessage = ChatReplay['items'][number];
export type ChatToken = z.infer<typeof chatTokenSchema>;
export type ChatHistoryPage = z.infer<typeof chatHistorySchema>;
export type ChatReplay = z.infer<typeof chatReplaySchema>;
