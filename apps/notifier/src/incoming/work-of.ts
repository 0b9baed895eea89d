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
      // Alarms over many series change for several at one time: the reason tells which.
      return changedAt === undefined
        ? `message/${MessageId}`
        : `alarm/${JSON.stringify([arn ?? name, state, changedAt, reason])}`;
    }
    case 'video-failed':
    case 'video-published':
    case 'live-started':
      return `notification/${incoming.id}`;
    // Alertmanager repeats on purpose what nobody has mended.
    case 'alerts':
    case 'text':
      return `message/${MessageId}`;
  }
}
