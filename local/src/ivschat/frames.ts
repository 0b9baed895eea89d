/**
 * What clients and rooms say to each other over the WebSocket (Amazon IVS Chat Messaging API
 * reference, "Actions" and "Error Messages").
 */
import { z } from 'zod';
import type { Attributes } from './attributes.ts';
import { chatId } from './ids.ts';
import type { Grant } from './token-desk.ts';

const requestId = z.string().optional();
const reason = z.string().optional();

const requestSchema = z.discriminatedUnion('Action', [
  z.object({
    Action: z.literal('SEND_MESSAGE'),
    RequestId: requestId,
    Content: z.string().min(1),
    Attributes: z.record(z.string(), z.string()).optional(),
  }),
  z.object({
    Action: z.literal('DELETE_MESSAGE'),
    RequestId: requestId,
    Id: z.string().min(1),
    Reason: reason,
  }),
  z.object({
    Action: z.literal('DISCONNECT_USER'),
    RequestId: requestId,
    UserId: z.string().min(1),
    Reason: reason,
  }),
]);

/** What a client asks for. */
export type ChatRequest = z.output<typeof requestSchema>;
export type SendMessageRequest = Extract<ChatRequest, { Action: 'SEND_MESSAGE' }>;

/** A refusal of one request; the connection stays. */
export class ChatError extends Error {
  /** 400, 401, 403, 404, 406, 413, 429 or 500. */
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.name = 'ChatError';
    this.code = code;
  }
}

/** The request's own id, wherever it can be read, so that a refusal finds who waits for it. */
export function readRequest(text: string): {
  readonly requestId: string | undefined;
  /** @throws ChatError 400 */
  readonly request: () => ChatRequest;
} {
  const value = parseJson(text);
  const id = z.object({ RequestId: z.string() }).safeParse(value);
  return {
    requestId: id.success ? id.data.RequestId : undefined,
    request() {
      const result = requestSchema.safeParse(value);
      if (result.success) return result.data;
      throw new ChatError(400, `The request is not valid: ${z.prettifyError(result.error)}`);
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Something a room tells everybody in it. */
export interface Announcement {
  readonly Type: 'MESSAGE' | 'EVENT';
  readonly Id: string;
  readonly [field: string]: unknown;
}

export function messageFrame(message: {
  readonly id: string;
  readonly requestId: string | undefined;
  readonly content: string;
  readonly attributes: Attributes;
  readonly sender: Pick<Grant, 'userId' | 'attributes'>;
  readonly now: number;
}): Announcement {
  const { userId, attributes } = message.sender;
  return {
    Type: 'MESSAGE',
    Id: message.id,
    ...withRequestId(message.requestId),
    Content: message.content,
    SendTime: new Date(message.now).toISOString(),
    Attributes: message.attributes,
    Sender: { UserId: userId, Attributes: attributes },
  };
}

export function eventFrame(event: {
  readonly eventName: string;
  readonly attributes: Attributes;
  readonly requestId?: string | undefined;
  readonly now: number;
}): Announcement {
  return {
    Type: 'EVENT',
    Id: chatId(),
    ...withRequestId(event.requestId),
    EventName: event.eventName,
    SendTime: new Date(event.now).toISOString(),
    Attributes: event.attributes,
  };
}

/** To one client alone. */
export function errorFrame({ code, message }: ChatError, requestId?: string): string {
  return JSON.stringify({
    Type: 'ERROR',
    Id: chatId(),
    ...withRequestId(requestId),
    ErrorCode: code,
    ErrorMessage: message,
  });
}

function withRequestId(requestId: string | undefined) {
  return requestId !== undefined && { RequestId: requestId };
}
