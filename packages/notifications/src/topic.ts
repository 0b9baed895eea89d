import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Notification } from '@tidecast/platform/notifications/messages';

/** A user may be waiting for the operation behind a message: at most 3 s, with one retry. */
const publishTimeouts = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
} as const;

/** A topic of SNS, wherever the SDK's own environment variables say it is. */
export function openTopic(topicArn: string): (notification: Notification) => Promise<unknown> {
  const client = new SNSClient(publishTimeouts);
  return (notification) =>
    client.send(
      new PublishCommand({
        TopicArn: topicArn,
        Message: JSON.stringify(notification),
        // For subscribers that want only some kinds (SNS filter policies).
        MessageAttributes: { kind: { DataType: 'String', StringValue: notification.kind } },
      }),
    );
}
