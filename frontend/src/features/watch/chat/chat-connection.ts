import { chatEvents, type SlowModeAttributes } from '@tidecast/contract/chat-protocol';
import { ChatRoom, SendMessageRequest } from 'amazon-ivs-chat-messaging';
import { isProblem } from '../../../shared/api/api-error.ts';
import { api, dataOf } from '../../../shared/api/client.ts';
import type { ChatGrant, ChatMessage, ChatRole } from '../../../shared/api/live-types.ts';
import { isNotReviewed } from './chat-errors.ts';
import { messageFrom } from './ivs-message.ts';

/**
 * State of the chat; `lost` is shown to the person, who can retry, while it keeps trying by itself.
 */
export type ChatStatus = 'connecting' | 'connected' | 'reconnecting' | 'lost' | 'banned';

export interface ChatListeners {
  onStatus: (status: ChatStatus) => void;
  /** What the server lets this person do here; called before `connected`. */
  onRole: (role: ChatRole) => void;
  onMessage: (message: ChatMessage) => void;
  onDelete: (messageId: string) => void;
  /** Somebody was thrown out. */
  onUserRemoved: (userId: string) => void;
  /** The channel's owner has changed the wait between two messages. */
  onSlowMode: (seconds: number) => void;
}

export interface ChatConnection {
  /**
   * Resolves when the room has the message. A message that could not be reviewed in time is sent
   * again, a few times.
   *
   * @throws IVS's error (`errorCode`) when it is refused; an Error when no answer comes
   */
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
const rejoinAtLast = 30_000;

/**
 * A wait, or up to twice as long: everybody in a room loses it in the same moment, and IVS Chat gives
 * out 200 tokens a second (IVS Chat service quotas).
 */
function spread(wait: number): number {
  return wait * (1 + Math.random());
}

/** How long the answer to a message is waited for, in ms. The library itself waits for ever. */
const answerWithin = 10_000;

/** Waits before a message that was not reviewed is sent again, in ms: a review that starts cold. */
const reviewAgainAfter = [400, 1200] as const;

/** The library calls every refusal an error and prints it, tokens too; the page says it itself. */
const silentLogger = { debug() {}, info() {}, error() {} };

/** Joins the chat of a channel and stays in it until closed. */
export function joinChat(channelId: string, listeners: ChatListeners): ChatConnection {
  let room: ChatRoom | undefined;
  let attempts = 0;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const fetchGrant = () =>
    dataOf(api.POST('/live/channels/{id}/chat/token', { params: { path: { id: channelId } } }));

  async function join(): Promise<void> {
    let first: ChatGrant | undefined;
    try {
      first = await fetchGrant();
    } catch (error) {
      if (!closed) failed(error);
      return;
    }
    if (closed) return;
    room = new ChatRoom({
      regionOrUrl: first.endpoint,
      maxReconnectAttempts: 0,
      // A token opens one connection, once. Its own short expiry is kept from the SDK, which would
      // open a new connection every half minute.
      tokenProvider: async () => {
        const { token, sessionExpirationTime, role } = first ?? (await fetchGrant());
        first = undefined;
        // Of a later token it may be another one.
        if (!closed) listeners.onRole(role);
        return { token, sessionExpirationTime };
      },
    });
    room.logger = silentLogger;
    listen(room);
    room.connect();
  }

  function listen(joined: ChatRoom): void {
    let wasConnected = false;
    joined.addListener('connect', () => {
      attempts = 0;
      wasConnected = true;
      listeners.onStatus('connected');
    });
    // The first `connecting` is expected, because joining has already reported it.
    joined.addListener('connecting', () => {
      if (wasConnected) listeners.onStatus('reconnecting');
    });
    // Being thrown out and being cut off look the same here; requesting a token tells which it was.
    joined.addListener('disconnect', () => {
      if (closed || joined !== room) return;
      room = undefined;
      joinLater();
    });
    joined.addListener('message', (message) => listeners.onMessage(messageFrom(message)));
    joined.addListener('messageDelete', ({ messageId }) => listeners.onDelete(messageId));
    joined.addListener('userDisconnect', ({ userId }) => listeners.onUserRemoved(userId));
    joined.addListener('event', ({ eventName, attributes }) => {
      const told: Partial<SlowModeAttributes> = attributes ?? {};
      const seconds = Number(told.seconds);
      if (eventName === chatEvents.slowMode && Number.isFinite(seconds)) {
        listeners.onSlowMode(seconds);
      }
    });
  }

  function failed(error: unknown): void {
    // A refusal is final: without a token there is no access to this chat.
    if (isProblem(error, 'banned')) listeners.onStatus('banned');
    else if (isProblem(error, 'not_found')) listeners.onStatus('lost');
    else joinLater();
  }

  function joinLater(): void {
    const wait = rejoinAfter[attempts];
    attempts += 1;
    listeners.onStatus(wait === undefined ? 'lost' : 'reconnecting');
    timer = setTimeout(() => void join(), spread(wait ?? rejoinAtLast));
  }

  listeners.onStatus('connecting');
  void join();

  return {
    async send(content) {
      for (const delay of reviewAgainAfter) {
        try {
          return await sendOnce(room, content);
        } catch (error) {
          if (!isNotReviewed(error)) throw error;
          await new Promise((resolve) => setTimeout(resolve, delay));
        }
      }
      return sendOnce(room, content);
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

/** @throws as `ChatConnection.send` does, a lost connection included: no answer follows it */
async function sendOnce(room: ChatRoom | undefined, content: string): Promise<void> {
  if (!room) throw new Error('The chat is not connected');
  const answer = room.sendMessage(new SendMessageRequest(content));
  const unanswered = Promise.withResolvers<never>();
  const giveUp = () => unanswered.reject(new Error('The chat did not answer'));
  const timer = setTimeout(giveUp, answerWithin);
  const stops = [room.addListener('connecting', giveUp), room.addListener('disconnect', giveUp)];
  try {
    await Promise.race([answer, unanswered.promise]);
  } finally {
    clearTimeout(timer);
    for (const stop of stops) stop();
  }
}
