import { banSchema, channelParams, memberParams } from '../channels.ts';
import {
  chatHistoryQuery,
  chatHistorySchema,
  chatReplaySchema,
  chatTokenSchema,
  messageParams,
  replayParams,
  replayQuery,
} from '../chat.ts';
import { declareRoutes, empty, json, jsonBody } from './declare.ts';
import { exampleMessage } from './examples.ts';

const tag = 'chat';

export const chatRoutes = declareRoutes({
  createChatToken: {
    method: 'POST',
    path: '/live/channels/{id}/chat/token',
    tag,
    summary: 'Join the chat: to write when signed in, to read in any case',
    access: 'anybody',
    // Nothing is changed by it, and everybody comes at once: it has a limit of its own.
    limit: 'token',
    params: channelParams,
    answers: {
      200: json('The token', chatTokenSchema, {
        token: 'AQICAHi_example',
        endpoint: 'wss://edge.ivschat.ap-northeast-2.amazonaws.com',
        sessionExpirationTime: '2026-09-12T13:00:00.000Z',
        role: 'viewer',
      }),
    },
    problems: ['banned', 'unavailable'],
  },
  listChatMessages: {
    method: 'GET',
    path: '/live/channels/{id}/chat/messages',
    tag,
    summary: 'The last messages, oldest first; `before` leads to older ones',
    access: 'anybody',
    limit: 'read',
    params: channelParams,
    query: chatHistoryQuery,
    answers: {
      200: json('A page', chatHistorySchema, { items: [exampleMessage], nextCursor: null }),
    },
  },
  deleteChatMessage: {
    method: 'DELETE',
    path: '/live/channels/{id}/chat/messages/{messageId}',
    tag,
    summary: 'Take a message away; moderators',
    access: 'signed-in',
    limit: 'write',
    params: messageParams,
    answers: { 204: empty('Gone, and every reader is told') },
    problems: ['forbidden', 'unavailable'],
  },
  banUser: {
    method: 'POST',
    path: '/live/channels/{id}/chat/bans',
    tag,
    summary: 'Put somebody out of the chat for good; moderators',
    access: 'signed-in',
    limit: 'write',
    params: channelParams,
    body: jsonBody(banSchema, {
      userId: '0d6c8a1f-2b3c-4f6c-9d6e-5b3c1f0e3f0c',
      displayName: 'Jun',
      reason: 'Advertising',
    }),
    answers: { 204: empty('Banned') },
    problems: ['forbidden', 'cannot_ban', 'too_many_bans', 'unavailable'],
  },
  unbanUser: {
    method: 'DELETE',
    path: '/live/channels/{id}/chat/bans/{userId}',
    tag,
    summary: 'Let somebody into the chat again; moderators',
    access: 'signed-in',
    limit: 'write',
    params: memberParams,
    answers: { 204: empty('Not banned any more') },
    problems: ['forbidden', 'unavailable'],
  },
  replayChat: {
    method: 'GET',
    path: '/live/videos/{id}/chat',
    tag,
    summary: 'What was said while a video was recorded, in its order',
    access: 'anybody',
    limit: 'read',
    params: replayParams,
    query: replayQuery,
    answers: {
      200: json('A page', chatReplaySchema, {
        items: [{ ...exampleMessage, at: 90 }],
        nextCursor: null,
      }),
    },
  },
});
