import { banSchema, channelParams, memberParams } from '@tidecast/contract/channels';
import {
  chatHistoryQuery,
  messageParams,
  replayParams,
  replayQuery,
} from '@tidecast/contract/chat';
import { checkPath } from '@tidecast/http/check';
import { addressKey } from '@tidecast/http/limits';
import { accessTokenOf } from '@tidecast/http/session';
import type { RoutesDependencies } from '../channels/routes.ts';
import { createGuards } from '../http/guards.ts';
import type { HttpHandler, Routes } from '../http/router.ts';
import type { ChatService } from './service.ts';

export function chatRoutes(
  chat: ChatService,
  { limits, cookies }: Pick<RoutesDependencies, 'limits' | 'cookies'>,
): Routes {
  const { reading, writing } = createGuards(limits);

  /** Nothing is changed by it, and everybody comes at once: it has a limit of its own. */
  const token: HttpHandler = async (request, params) => {
    const viewer = request.viewer();
    await limits.spend('token', addressKey(request.address));
    const { id } = checkPath(channelParams, params);
    const accessToken = accessTokenOf(request.headers, cookies) ?? '';
    return { status: 200, body: await chat.token(id, viewer, accessToken) };
  };

  const messages = reading(async (request, _viewer, params) => {
    const { id } = checkPath(channelParams, params);
    const { limit, before } = request.query(chatHistoryQuery);
    const page = { limit, ...(before !== undefined && { before }) };
    return { status: 200, body: await chat.messages(id, page) };
  });

  const removeMessage = writing(async (_request, user, params) => {
    const { id, messageId } = checkPath(messageParams, params);
    await chat.removeMessage(id, messageId, user);
    return { status: 204 };
  });

  const ban = writing(async (request, user, params) => {
    const { id } = checkPath(channelParams, params);
    await chat.ban(id, request.body(banSchema), user);
    return { status: 204 };
  });

  const unban = writing(async (_request, user, params) => {
    const { id, userId } = checkPath(memberParams, params);
    await chat.unban(id, userId, user);
    return { status: 204 };
  });

  const replay = reading(async (request, viewer, params) => {
    const { id } = checkPath(replayParams, params);
    return { status: 200, body: await chat.replay(id, request.query(replayQuery), viewer) };
  });

  return {
    '/channels/{id}/chat/token': { POST: token },
    '/channels/{id}/chat/messages': { GET: messages },
    '/channels/{id}/chat/messages/{messageId}': { DELETE: removeMessage },
    '/channels/{id}/chat/bans': { POST: ban },
    '/channels/{id}/chat/bans/{userId}': { DELETE: unban },
    '/videos/{id}/chat': { GET: replay },
  };
}
