import {
  CreateChatTokenCommand,
  DeleteMessageCommand,
  type IvschatClient,
  ResourceNotFoundException,
  SendEventCommand,
} from '@aws-sdk/client-ivschat';
import {
  chatEvents,
  type SenderAttributes,
  type SlowModeAttributes,
} from '@tidecast/contract/chat-protocol';
import type { ChatRooms } from '../chat/chat-rooms.ts';
import { createDisconnect } from './disconnect-user.ts';

/** How long a chat session lasts, in minutes: the most that IVS Chat allows. */
const sessionMinutes = 180;

/** The rooms of IVS Chat. */
export function createIvschatRooms(ivschat: IvschatClient): ChatRooms {
  return {
    async token(wish) {
      const { roomArn, channelId, userId, name, role, mayWrite } = wish;
      const { token, sessionExpirationTime } = await ivschat.send(
        new CreateChatTokenCommand({
          roomIdentifier: roomArn,
          userId,
          capabilities: mayWrite ? ['SEND_MESSAGE'] : [],
          sessionDurationInMinutes: sessionMinutes,
          // The review trusts these: only the server writes them.
          attributes: { name, role, channelId } satisfies SenderAttributes,
        }),
      );
      if (!token || !sessionExpirationTime) throw new Error('IVS Chat returned no token');
      return { token, sessionExpirationTime: sessionExpirationTime.toISOString() };
    },

    disconnect: createDisconnect(ivschat),

    async deleteMessage(roomArn, id) {
      const command = new DeleteMessageCommand({
        roomIdentifier: roomArn,
        id,
        reason: 'Removed by a moderator',
      });
      await ignoreGone(ivschat.send(command));
    },

    async slowMode(roomArn, seconds) {
      await ivschat.send(
        new SendEventCommand({
          roomIdentifier: roomArn,
          eventName: chatEvents.slowMode,
          attributes: { seconds: String(seconds) } satisfies SlowModeAttributes,
        }),
      );
    },
  };
}

async function ignoreGone(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
