import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { attributesFit } from './attributes.ts';
import type { ChatHub } from './chat-hub.ts';
import {
  ChatError,
  type ChatRequest,
  errorFrame,
  messageFrame,
  readRequest,
  type SendMessageRequest,
} from './frames.ts';
import { chatId } from './ids.ts';
import type { ReviewMessage } from './message-review.ts';
import { RateLimit } from './rate-limit.ts';
import type { Room } from './room-store.ts';
import type { Grant } from './token-desk.ts';

/** What all connections work with. */
export interface ChatContext {
  readonly hub: ChatHub;
  readonly findRoom: (arn: string) => Room | undefined;
  readonly review: ReviewMessage;
  /** The time in Unix milliseconds. */
  readonly now: () => number;
  /** What went wrong on our side. */
  readonly log: (line: string) => void;
}

/** Requests that one connection may make a second (IVS Chat User Guide, "Service Quotas"). */
const requestsPerSecond = 10;

/**
 * Bytes that may wait for a client that does not read. Ours, as IVS Chat names none: some thousand
 * messages, after which a client catches up faster by connecting again.
 */
const largestBacklog = 1024 * 1024;

/** One client's session in one room. */
export class ChatConnection {
  readonly grant: Grant;
  readonly #socket: WebSocket;
  readonly #stream: Duplex;
  readonly #ip: string;
  readonly #context: ChatContext;
  readonly #rate = new RateLimit();

  /** @param stream - what lies under the WebSocket */
  constructor(
    client: { readonly socket: WebSocket; readonly stream: Duplex; readonly ip: string },
    grant: Grant,
    context: ChatContext,
  ) {
    this.grant = grant;
    this.#socket = client.socket;
    this.#stream = client.stream;
    this.#ip = client.ip;
    this.#context = context;
    this.#socket.on('message', (data, isBinary) => {
      // Who was disconnected may go on sending until it has read so.
      if (!this.#isOpen) return;
      void this.#answer(isBinary ? '' : String(data));
    });
    this.#socket.on('close', () => context.hub.leave(this));
    // A client that breaks off or the protocol is closed by ws itself.
    this.#socket.on('error', () => {});
    context.hub.join(this);
  }

  /** @param frames - texts that are ready to send */
  deliver(frames: readonly Buffer[]): void {
    if (!this.#isOpen || this.#isTooSlow()) return;
    this.#stream.cork();
    for (const frame of frames) this.#socket.send(frame, { binary: false });
    this.#stream.uncork();
  }

  /** Ends the session; the client does not come back by itself (its library, on code 1000). */
  close(reason: string): void {
    // RFC 6455, section 5.5: a control frame has 125 bytes, 2 of which hold the code.
    this.#socket.close(
      1000,
      Buffer.from(reason)
        .subarray(0, 123)
        .toString()
        .replace(/\uFFFD$/, ''),
    );
  }

  /** Ends a session whose time is over; on this code the client comes back with a new token. */
  expire(): void {
    this.#send(errorFrame(sessionExpired()));
    this.close('session expired');
  }

  /** Cuts the connection. */
  terminate(): void {
    this.#socket.terminate();
  }

  async #answer(text: string): Promise<void> {
    const { requestId, request } = readRequest(text);
    try {
      this.#check();
      await this.#act(request());
    } catch (error) {
      this.#send(errorFrame(this.#refusal(error), requestId));
    }
  }

  #check(): void {
    const now = this.#context.now();
    if (now >= this.grant.sessionExpiresAt) throw sessionExpired();
    if (!this.#rate.take(requestsPerSecond, now))
      throw new ChatError(429, 'The connection has reached its request rate.');
  }

  async #act(request: ChatRequest): Promise<void> {
    if (!this.grant.capabilities.includes(request.Action))
      throw new ChatError(403, `The token does not grant ${request.Action}.`);
    const room = this.#context.findRoom(this.grant.roomArn);
    if (!room) throw new ChatError(404, 'The room does not exist.');
    const { hub } = this.#context;
    const moderation = { ...(request.RequestId !== undefined && { requestId: request.RequestId }) };
    switch (request.Action) {
      case 'SEND_MESSAGE':
        await this.#sendMessage(room, request);
        break;
      case 'DELETE_MESSAGE':
        hub.deleteMessage(room.arn, request.Id, { ...moderation, reason: request.Reason });
        break;
      case 'DISCONNECT_USER':
        hub.disconnectUser(room.arn, request.UserId, { ...moderation, reason: request.Reason });
        break;
    }
  }

  async #sendMessage(room: Room, request: SendMessageRequest): Promise<void> {
    const { hub, review, now } = this.#context;
    const { Content, Attributes = {}, RequestId } = request;
    if ([...Content].length > room.maximumMessageLength)
      throw new ChatError(
        413,
        `A message has at most ${room.maximumMessageLength} characters in this room.`,
      );
    if (!attributesFit(Attributes))
      throw new ChatError(413, 'The attributes of a message have at most 1 KB.');
    hub.countMessage(room);
    const id = chatId();
    const message = { id, content: Content, attributes: Attributes };
    const { userId, attributes } = this.grant;
    const allowed = await review(room, message, { userId, attributes, ip: this.#ip });
    hub.announce(
      room.arn,
      messageFrame({ id, ...allowed, requestId: RequestId, sender: this.grant, now: now() }),
    );
  }

  #refusal(error: unknown): ChatError {
    if (error instanceof ChatError) return error;
    this.#context.log(`ivschat: ${error instanceof Error ? error.stack : String(error)}`);
    return new ChatError(500, 'The chat failed.');
  }

  #send(text: string): void {
    if (this.#isOpen && !this.#isTooSlow()) this.#socket.send(text);
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Cuts off who does not read what waits for it. */
  #isTooSlow(): boolean {
    const isTooSlow = this.#socket.bufferedAmount > largestBacklog;
    if (isTooSlow) this.terminate();
    return isTooSlow;
  }
}

function sessionExpired(): ChatError {
  return new ChatError(401, 'The session has expired.');
}
