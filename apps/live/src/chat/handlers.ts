import type { chatRoutes } from '@tidecast/contract/routes/chat';
import { accessTokenOf } from '@tidecast/http/session';
import type { SessionCookiePolicy } from '@tidecast/platform/delivery/cookies';
import type { LiveHandlers } from '../http/serve-routes.ts';
import type { ChatService } from './service.ts';

export function chatHandlers(
  chat: ChatService,
  cookies: SessionCookiePolicy,
): LiveHandlers<typeof chatRoutes> {
  return {
    async createChatToken({ params, caller, headers }) {
      const accessToken = accessTokenOf(headers, cookies) ?? '';
      return { status: 200, body: await chat.token(params.id, caller, accessToken) };
    },
    async listChatMessages({ params, query: { limit, before } }) {
      const page = { limit, ...(before !== undefined && { before }) };
      return { status: 200, body: await chat.messages(params.id, page) };
    },
    async deleteChatMessage({ params: { id, messageId }, caller }) {
      await chat.removeMessage(id, messageId, caller);
      return { status: 204 };
    },
    async banUser({ params, body, caller }) {
      await chat.ban(params.id, body, caller);
      return { status: 204 };
    },
    async unbanUser({ params: { id, userId }, caller }) {
      await chat.unban(id, userId, caller);
      return { status: 204 };
    },
    async replayChat({ params, query, caller }) {
      return { status: 200, body: await chat.replay(params.id, query, caller) };
    },
  };
}
