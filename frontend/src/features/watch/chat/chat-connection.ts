import { ChatRoom, SendMessageRequest } from 'amazon-ivs-chat-messaging';
import { ApiError } from '../../../shared/api/api-error.ts';
import { askLive, channelPath } from '../../../shared/api/live-client.ts';
import type { ChatGrant, ChatMessage, ChatRole } from '../../../shared/api/live-types.ts';
import { messageFrom } from './ivs-message.ts';

/** How the chat stands; `lost` waits for a person to ask again. */
export type ChatStatus = 'connecting' | 'connected' | 'reconnecting' | 'lost' | 'banned';

export interface ChatListeners {
  onStatus: (status: ChatStatus) => void;
  /** What the server lets this person do here; told before `connected`. */
  onRole: (role: ChatRole) => void;
  onMessage: (message: ChatMessage) => void;
  onDelete: (messageId: string) => void;
  /** Somebody was thrown out. */
  onUserRemoved: (userId: string) => void;
  /** The channel's owner has changed the wait between two messages. */
  onSlowMode: (seconds: number) => void;
}

export interface ChatConnection {
  /** Rejects with IVS's error (`errorCode`), or when there is no connection. */
  send(content: string): Promise<void>;
  /** Tries again after `lost`. */
  rejoin(): void;
  close(): void;
}

/**
 * Waits before the room is joined again, in ms. The SDK itself tries at once and three times, which
 * a server that is starting again does not survive in numbers.
 */
const rejoinAfter = [1000, 2000, 5000, 10_000, 20_000] as const;

/** Joins the chat of a channel and stays in it until closed. */
export function joinChat(channelId: string, listeners: ChatListeners): ChatConnection {
  let room: ChatRoom | undefined;
  let attempts = 0;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const fetchGrant = () =>
    askLive<ChatGrant>(channelPath(channelId, '/chat/token'), { method: 'POST' });

  async function join(): Promise<void> {
    let first: ChatGrant | undefined;
    try {
      first = await fetchGrant();
    } catch (error) {
      if (!closed) failed(error);
      return;
    }
    if (closed) return;
    listeners.onRole(first.role);
    room = new ChatRoom({
      regionOrUrl: first.endpoint,
      maxReconnectAttempts: 0,
      // A token opens one connection, once. Its own short expiry is kept from the SDK, which would
      // open a new connection every half minute.
      tokenProvider: async () => {
        const { token, sessionExpirationTime } = first ?? (await fetchGrant());
        first = undefined;
        return { token, sessionExpirationTime };
      },
    });
    // Its other levels print tokens.
    room.logLevel = 'error';
    listen(room);
    room.connect();
  }

  function listen(joined: ChatRoom): void {
    joined.addListener('connect', () => {
      attempts = 0;
      listeners.onStatus('connected');
    });
    joined.addListener('connecting', () => {
      if (attempts > 0) listeners.onStatus('reconnecting');
    });
    // Thrown out or cut off looks the same from here; asking for a token tells which.
    joined.addListener('disconnect', () => {
      if (closed || joined !== room) return;
      room = undefined;
      joinLater();
    });
    joined.addListener('message', (message) => listeners.onMessage(messageFrom(message)));
    joined.addListener('messageDelete', ({ messageId }) => listeners.onDelete(messageId));
    joined.addListener('userDisconnect', ({ userId }) => listeners.onUserRemoved(userId));
    joined.addListener('event', ({ eventName, attributes }) => {
      const seconds = Number(attributes?.seconds);
      if (eventName === 'tidecast:slow-mode' && Number.isFinite(seconds)) {
        listeners.onSlowMode(seconds);
      }
    });
  }

  function failed(error: unknown): void {
    // A refusal stays one; no token means not in this chat.
    const status = error instanceof ApiError ? error.status : undefined;
    if (status === 403) listeners.onStatus('banned');
    else if (status === 404) listeners.onStatus('lost');
    else joinLater();
  }

  function joinLater(): void {
    const delay = rejoinAfter[attempts];
    attempts += 1;
    listeners.onStatus(delay === undefined ? 'lost' : 'reconnecting');
    if (delay !== undefined) timer = setTimeout(() => void join(), delay);
  }

  listeners.onStatus('connecting');
  void join();

  return {
    async send(content) {
      if (!room) throw new Error('The chat is not connected');
      await room.sendMessage(new SendMessageRequest(content));
    },
    rejoin() {
      clearTimeout(timer);
      attempts = 0;
      listeners.onStatus('connecting');
      void join();
    },
    close() {
      closed = true;
      clearTimeout(timer);
      room?.disconnect();
    },
  };
}
