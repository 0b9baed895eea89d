/** What the routes of chats take and answer. */

import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { banSchema, channelParams, memberParams } from './channels.ts';
import {
  empty,
  json,
  jsonBody,
  problems,
  sessionOptional,
  sessionRequired,
} from './documentation.ts';
import { cursorSchema, limitSchema, pageSchema } from './lists.ts';
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
  from: z.coerce.number().min(0).default(0).meta({ description: 'Seconds of the video' }),
  to: z.coerce
    .number()
    .positive()
    .optional()
    .meta({ description: 'Seconds of the video; its end by default' }),
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
export type ChatToken = z.infer<typeof chatTokenSchema>;
export type ChatHistoryPage = z.infer<typeof chatHistorySchema>;
export type ChatReplay = z.infer<typeof chatReplaySchema>;

const tags = ['chat'];
const requestParams = { path: channelParams };

export const chatPaths: ZodOpenApiPathsObject = {
  '/live/channels/{id}/chat/token': {
    post: {
      operationId: 'createChatToken',
      tags,
      summary: 'Join the chat: to write when signed in, to read in any case',
      description: '403 `banned` for whoever is banned from it.',
      security: sessionOptional,
      requestParams,
      responses: { '200': json('The token', chatTokenSchema), ...problems(401, 403, 404) },
    },
  },
  '/live/channels/{id}/chat/messages': {
    get: {
      operationId: 'listChatMessages',
      tags,
      summary: 'The last messages, oldest first; `before` leads to older ones',
      security: sessionOptional,
      requestParams: { path: channelParams, query: chatHistoryQuery },
      responses: { '200': json('A page', chatHistorySchema), ...problems(400, 401, 404) },
    },
  },
  '/live/channels/{id}/chat/messages/{messageId}': {
    delete: {
      operationId: 'deleteChatMessage',
      tags,
      summary: 'Take a message away; moderators',
      security: sessionRequired,
      requestParams: { path: messageParams },
      responses: { '204': empty('Gone, and every reader is told'), ...problems(401, 403, 404) },
    },
  },
  '/live/channels/{id}/chat/bans': {
    post: {
      operationId: 'banUser',
      tags,
      summary: 'Put somebody out of the chat for good; moderators',
      description:
        '409 `cannot_ban` for the owner, oneself and, but for the owner, moderators; 409 ' +
        '`too_many_bans` when the channel holds no more.',
      security: sessionRequired,
      requestParams,
      requestBody: jsonBody(banSchema),
      responses: { '204': empty('Banned'), ...problems(400, 401, 403, 404, 409, 413, 415) },
    },
  },
  '/live/channels/{id}/chat/bans/{userId}': {
    delete: {
      operationId: 'unbanUser',
      tags,
      summary: 'Let somebody into the chat again; moderators',
      security: sessionRequired,
      requestParams: { path: memberParams },
      responses: { '204': empty('Not banned any more'), ...problems(401, 403, 404) },
    },
  },
  '/live/videos/{id}/chat': {
    get: {
      operationId: 'replayChat',
      tags,
      summary: 'What was said while a video was recorded, in its order',
      security: sessionOptional,
      requestParams: { path: replayParams, query: replayQuery },
      responses: { '200': json('A page', chatReplaySchema), ...problems(400, 401, 404) },
    },
  },
};
