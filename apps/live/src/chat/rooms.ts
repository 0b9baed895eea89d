import {
  CreateChatTokenCommand,
  DeleteMessageCommand,
  type IvschatClient,
  ResourceNotFoundException,
  SendEventCommand,
} from '@aws-sdk/client-ivschat';
import type { ChatRole } from '@tidecast/catalog/channel';
import { chatEvents } from '@tidecast/contract/chat-protocol';
import { disconnectUser } from './disconnect.ts';

/** How long a chat session lasts, in minutes: the most that IVS Chat gives. */
const sessionMinutes = 180;

export interface ChatTokenWish {
  readonly roomArn: string;
  readonly channelId: string;
  /** Cognito's `sub`, which bans go by. */
  readonly userId: string;
  readonly name: string;
  readonly role: ChatRole;
  readonly mayWrite: boolean;
}

/** What the server does in chat rooms. */
export function createRooms(ivschat: IvschatClient) {
  return {
    /**
     * A token with no more than it takes to write: moderation goes through the server, which knows
     * who may moderate now, and not at the time of a token.
     */
    async token(wish: ChatTokenWish) {
      const { roomArn, channelId, userId, name, role, mayWrite } = wish;
      const { token, sessionExpirationTime } = await ivschat.send(
        new CreateChatTokenCommand({
          roomIdentifier: roomArn,
          userId,
          capabilities: mayWrite ? ['SEND_MESSAGE'] : [],
          sessionDurationInMinutes: sessionMinutes,
          // The review trusts these: only the server writes them.
          attributes: { name, role, channelId },
        }),
      );
      if (!token || !sessionExpirationTime) throw new Error('IVS Chat gave no token');
      return { token, sessionExpirationTime: sessionExpirationTime.toISOString() };
    },

    disconnect: (roomArn: string, userId: string, reason: string) =>
      disconnectUser(ivschat, { roomArn, userId, reason }),

    /** Tells every reader to take a message away. */
    async deleteMessage(roomArn: string, id: string): Promise<void> {
      const command = new DeleteMessageCommand({
        roomIdentifier: roomArn,
        id,
        reason: 'Removed by a moderator',
      });
      await unlessGone(ivschat.send(command));
    },

    /** Tells everybody how long to wait between two messages. */
    async slowMode(roomArn: string, seconds: number): Promise<void> {
      await ivschat.send(
        new SendEventCommand({
          roomIdentifier: roomArn,
          eventName: chatEvents.slowMode,
          attributes: { seconds: String(seconds) },
        }),
      );
    },
  };
}

export type Rooms = ReturnType<typeof createRooms>;
export type RoomEvents = Pick<Rooms, 'slowMode'>;

async function unlessGone(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
