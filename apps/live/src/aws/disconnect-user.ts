import {
  DisconnectUserCommand,
  type IvschatClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-ivschat';
import type { Disconnect } from '../chat/chat-rooms.ts';

/** Ends a user's connections to a room. */
export function createDisconnect(ivschat: IvschatClient): Disconnect {
  return async (roomArn, userId, reason) => {
    try {
      await ivschat.send(new DisconnectUserCommand({ roomIdentifier: roomArn, userId, reason }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  };
}
