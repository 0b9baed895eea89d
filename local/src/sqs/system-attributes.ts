import { queueArn } from './queue-attributes.ts';
import type { QueueMessage } from './queue-store.ts';

/** Sender that messages carry: the local account. */
const senderId = 'AIDATIDECASTLOCAL';

/** What SQS itself says of a message it hands out. Times are Unix milliseconds, as text. */
export function systemAttributes(message: QueueMessage): Readonly<Record<string, string>> {
  return {
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ApproximateReceiveCount: String(message.receiveCount),
    SenderId: senderId,
    SentTimestamp: String(message.sentAt),
    ...(message.deadLetterSource !== undefined && {
      DeadLetterQueueSourceArn: queueArn(message.deadLetterSource),
    }),
  };
}
