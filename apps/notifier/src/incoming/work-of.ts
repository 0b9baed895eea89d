import type { SNSMessage } from 'aws-lambda';
import type { Incoming } from './read-message.ts';

/**
 * What a message tells of, as one text: messages with the same are sent once. SNS delivers a message
 * more than once now and then, always with its id; one event may also be published in two messages.
 */
export function workOf(incoming: Incoming, { MessageId }: Pick<SNSMessage, 'MessageId'>): string {
  switch (incoming.kind) {
    case 'alarm': {
      const { arn, name, state, changedAt, reason } = incoming;
      // An alarm over many series may change for several at once: the reason says which.
      return changedAt === undefined
        ? `message/${MessageId}`
        : `alarm/${JSON.stringify([arn ?? name, state, changedAt, reason])}`;
    }
    case 'video-failed':
    case 'video-published':
    case 'live-started':
      return `notification/${incoming.id}`;
    // Alertmanager repeats unresolved alerts on purpose.
    case 'alerts':
    case 'text':
      return `message/${MessageId}`;
  }
}
