import { guards, type RoutesDependencies, tokenOf } from '../channels/routes.ts';
import { banSchema, messagesSchema, replaySchema } from '../channels/schema.ts';
import { networkOf } from '../http/limits.ts';
import type { HttpHandler, Routes } from '../http/router.ts';
import type { ChatService } from './service.ts';

export function chatRoutes(
  chat: ChatService,
  { limits, cookies }: Pick<RoutesDependencies, 'limits' | 'cookies'>,
): Routes {
  const { reading, writing } = guards(limits);

  /** Nothing is changed by it, and everybody comes at once: it has a limit of its own. */
  const token: HttpHandler = async (request, { id = '' }) => {
    const viewer = request.viewer();
    await limits.spend('token', networkOf(request.address));
    const accessToken = tokenOf(request, cookies);
    return { status: 200, body: await chat.token(id, viewer, accessToken) };
  };

  const messages = reading(async (request, _viewer, { id = '' }) => {
    const { limit, before } = request.query(messagesSchema);
    const page = { limit, ...(before !== undefined && { before }) };
    return { status: 200, body: await chat.messages(id, page) };
  });

  const removeMessage = writing(async (_request, user, { id = '', messageId = '' }) => {
    await chat.removeMessage(id, messageId, user);
    return { status: 204 };
  });

  const ban = writing(async (request, user, { id = '' }) => {
    await chat.ban(id, request.body(banSchema), user);
    return { status: 204 };
  });

  const unban = writing(async (_request, user, { id = '', userId = '' }) => {
    await chat.unban(id, userId, user);
    return { status: 204 };
  });

  const replay = reading(async (request, viewer, { id = '' }) => ({
    status: 200,
    body: await chat.replay(id, request.query(replaySchema), viewer),
  }));

  return {
    '/channels/{id}/chat/token': { POST: token },
    '/channels/{id}/chat/messages': { GET: messages },
    '/channels/{id}/chat/messages/{messageId}': { DELETE: removeMessage },
    '/channels/{id}/chat/bans': { POST: ban },
    '/channels/{id}/chat/bans/{userId}': { DELETE: unban },
    '/videos/{id}/chat': { GET: replay },
  };
}
