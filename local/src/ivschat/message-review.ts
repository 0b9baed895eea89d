import { z } from 'zod';
import { type Attributes, attributesFit } from './attributes.ts';
import { ChatError } from './frames.ts';
import type { Room } from './room-store.ts';

interface ReviewedMessage {
  readonly content: string;
  readonly attributes: Attributes;
}

/**
 * Gives a message as it may be delivered.
 *
 * @throws ChatError 406 when it may not
 */
export type ReviewMessage = (
  room: Room,
  message: ReviewedMessage & { readonly id: string },
  sender: { readonly userId: string; readonly attributes: Attributes; readonly ip: string },
) => Promise<ReviewedMessage>;

/** Calls a Lambda function. */
export type InvokeFunction = (functionArn: string, event: unknown) => Promise<unknown>;

/** What a handler has to answer, in milliseconds (IVS Chat User Guide, "Service Quotas"). */
const reviewMillis = 200;

/** IVS Chat User Guide, "Chat Message Review Handler", response syntax. */
const responseSchema = z.object({
  ReviewResult: z.enum(['ALLOW', 'DENY']),
  Content: z.string(),
  Attributes: z.record(z.string(), z.string()).refine(attributesFit).optional(),
});
type Response = z.output<typeof responseSchema>;

/** Has messages reviewed by the function that their room names. */
export function createMessageReview(
  invoke: InvokeFunction,
  log: (line: string) => void,
): ReviewMessage {
  return async (room, message, sender) => {
    const handler = room.messageReviewHandler;
    if (!handler) return message;
    const answer = await inTime(invoke(handler.uri, toEvent(room, message, sender)))
      .then((response) => validated(response, room))
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        log(`ivschat: ${handler.uri}: ${reason}; ${handler.fallbackResult} instead`);
        return { ReviewResult: handler.fallbackResult, Content: message.content } as Response;
      });
    if (answer.ReviewResult === 'DENY')
      throw new ChatError(406, answer.Attributes?.Reason ?? 'The message was rejected by review.');
    return { content: answer.Content, attributes: answer.Attributes ?? message.attributes };
  };
}

function toEvent(...[room, message, sender]: Parameters<ReviewMessage>): object {
  return {
    Content: message.content,
    MessageId: message.id,
    RoomArn: room.arn,
    Attributes: message.attributes,
    Sender: { Attributes: sender.attributes, UserId: sender.userId, Ip: sender.ip },
  };
}

function validated(response: unknown, { maximumMessageLength }: Room): Response {
  const answer = responseSchema.parse(response);
  if ([...answer.Content].length > maximumMessageLength)
    throw new Error(`its answer has more than ${maximumMessageLength} characters`);
  return answer;
}

/** @throws Error when it takes longer; what comes later is of no interest */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`no answer within ${reviewMillis} ms`)),
    reviewMillis,
  );
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
