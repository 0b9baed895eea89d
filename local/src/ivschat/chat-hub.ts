import type { ChatConnection } from './chat-connection.ts';
import { type Announcement, ChatError, eventFrame } from './frames.ts';
import { RateLimit } from './rate-limit.ts';
import type { Room } from './room-store.ts';

/** By whom and why something is moderated. */
export interface Moderation {
  readonly reason?: string | undefined;
  /** Of the client that asked; absent when the application did. */
  readonly requestId?: string | undefined;
}

/** A room as long as somebody is in it. */
interface OpenRoom {
  readonly connections: Set<ChatConnection>;
  readonly rate: RateLimit;
  /** What has been announced but not yet handed to the sockets. */
  readonly announced: Buffer[];
}

/** How often sessions are looked through for those that have ended, in milliseconds. */
const sweepMillis = 1000;

/** Everybody who is connected, by room. */
export class ChatHub {
  readonly #rooms = new Map<string, OpenRoom>();
  readonly #now: () => number;
  readonly #sweep: NodeJS.Timeout;

  /** @param now - the time in Unix milliseconds */
  constructor(now: () => number) {
    this.#now = now;
    this.#sweep = setInterval(() => this.#endSessions(), sweepMillis);
    this.#sweep.unref();
  }

  join(connection: ChatConnection): void {
    const { roomArn } = connection.grant;
    let room = this.#rooms.get(roomArn);
    if (!room) {
      room = { connections: new Set(), rate: new RateLimit(), announced: [] };
      this.#rooms.set(roomArn, room);
    }
    room.connections.add(connection);
  }

  leave(connection: ChatConnection): void {
    const { roomArn } = connection.grant;
    const room = this.#rooms.get(roomArn);
    room?.connections.delete(connection);
    if (room?.connections.size === 0) this.#rooms.delete(roomArn);
  }

  /** @throws ChatError 429 when all clients together send too much */
  countMessage({ arn, maximumMessageRatePerSecond }: Room): void {
    const allowed = this.#rooms.get(arn)?.rate.take(maximumMessageRatePerSecond, this.#now());
    if (allowed === false) throw new ChatError(429, 'The room has reached its message rate.');
  }

  /**
   * Tells everybody in the room. What is announced in one turn of the event loop reaches each socket
   * in one write: the busier the room, the fewer system calls a message costs.
   */
  announce(roomArn: string, frame: Announcement): void {
    const room = this.#rooms.get(roomArn);
    if (!room) return;
    room.announced.push(Buffer.from(JSON.stringify(frame)));
    if (room.announced.length === 1) setImmediate(() => this.#flush(room));
  }

  #flush(room: OpenRoom): void {
    const frames = room.announced.splice(0);
    for (const connection of room.connections) connection.deliver(frames);
  }

  /** @returns the event's id */
  deleteMessage(roomArn: string, messageId: string, { reason, requestId }: Moderation): string {
    const event = eventFrame({
      eventName: 'aws:DELETE_MESSAGE',
      // The first spelling is deprecated, but what the client library reads.
      attributes: { MessageID: messageId, MessageId: messageId, ...withReason(reason) },
      requestId,
      now: this.#now(),
    });
    this.announce(roomArn, event);
    return event.Id;
  }

  /** Tells the room, the user included, and then closes all of the user's connections. */
  disconnectUser(roomArn: string, userId: string, { reason, requestId }: Moderation): void {
    const room = this.#rooms.get(roomArn);
    if (!room) return;
    this.announce(
      roomArn,
      eventFrame({
        eventName: 'aws:DISCONNECT_USER',
        attributes: { UserId: userId, ...withReason(reason) },
        requestId,
        now: this.#now(),
      }),
    );
    this.#flush(room);
    for (const connection of room.connections)
      if (connection.grant.userId === userId) connection.close(reason ?? 'disconnected');
  }

  closeRoom(roomArn: string): void {
    for (const connection of this.#rooms.get(roomArn)?.connections ?? [])
      connection.close('room deleted');
  }

  close(): void {
    clearInterval(this.#sweep);
    for (const { connections } of this.#rooms.values())
      for (const connection of connections) connection.terminate();
  }

  #endSessions(): void {
    const now = this.#now();
    for (const { connections } of this.#rooms.values())
      for (const connection of connections)
        if (now >= connection.grant.sessionExpiresAt) connection.expire();
  }
}

function withReason(reason: string | undefined) {
  return reason !== undefined && { Reason: reason };
}
