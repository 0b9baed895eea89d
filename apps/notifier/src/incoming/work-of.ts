import type { SNSMessage } from 'aws-lambda';
import type { Incoming } from './read-message.ts';

/**
 * Identifies the event that a message reports: messages about the same event are sent once. SNS
 * occasionally delivers a message twice, with the same id; one event may also be published in two
 * messages.
 */
export function workOf(incoming: Incoming, { MessageId }: Pick<SNSMessage, 'MessageId'>): string {
  switch (incoming.kind) {
    case 'alarm': {
      const { arn, name, state, changedAt, reason } = incoming;
      // An alarm over many series may change for several at once; the reason tells them apart.
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
