import type { Notification } from '@tidecast/platform/notifications/messages';

/** Publishes on the alert topic. Never rejects: what the message is about has already happened. */
export type Publish = (notification: Notification) => Promise<void>;

export interface PublisherOptions {
  /** The alert topic, by ARN; without one nothing is published. */
  readonly topicArn: string | undefined;
  /** Called with a notification that failed to publish; it is not retried. */
  readonly onLost: (error: unknown, notification: Notification) => void;
}

/** Creates a publisher, which opens its topic on the first message. */
export function createPublisher({ topicArn, onLost }: PublisherOptions): Publish {
  if (topicArn === undefined) return async () => undefined;
  let topic: ReturnType<typeof open> | undefined;
  return async (notification) => {
    try {
      topic ??= open(topicArn);
      await (await topic)(notification);
    } catch (error) {
      onLost(error, notification);
    }
  };
}

/** Most processes never publish, so the SDK's client is loaded only when needed. */
async function open(topicArn: string) {
  const { openTopic } = await import('./topic.ts');
  return openTopic(topicArn);
}
