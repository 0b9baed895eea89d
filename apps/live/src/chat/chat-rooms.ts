import type { ChatRole } from '@tidecast/catalog/channel';

/** Ends every connection that a user has to a room now, if there is one. */
export type Disconnect = (roomArn: string, userId: string, reason: string) => Promise<void>;

export interface ChatTokenWish {
  readonly roomArn: string;
  readonly channelId: string;
  /** Cognito's `sub`, which bans refer to. */
  readonly userId: string;
  readonly name: string;
  readonly role: ChatRole;
  readonly mayWrite: boolean;
}

/** The rooms that chats are held in. */
export interface ChatRooms {
  /**
   * Issues a token that allows writing at most: moderation goes through the server, which knows who
   * may moderate now rather than when the token was issued.
   */
  token(wish: ChatTokenWish): Promise<{
    readonly token: string;
    /** RFC 3339. */
    readonly sessionExpirationTime: string;
  }>;
  readonly disconnect: Disconnect;
  /** Makes all connected clients remove a message. */
  deleteMessage(roomArn: string, id: string): Promise<void>;
  /** Announces the minimum time between two messages to all connected clients. */
  slowMode(roomArn: string, seconds: number): Promise<void>;
}
