import { visibilitySeconds } from '@tidecast/platform/events/video';
import { notifierAttempts, notifierSeconds } from '@tidecast/platform/notifications/messages';
import { invokeLater } from '../lambda/invoke-later.ts';
import type { Sns, SnsOptions } from '../sns/sns.ts';
import type { LocalQueue } from '../sqs/queue.ts';
import type { Sqs } from '../sqs/sqs.ts';
import { alertTopicName, queueNames } from './names.ts';

/** The way from the alert topic to the notifier. */
export interface Notifications {
  readonly topicArn: string;
  /** Events that wait for the notifier. */
  readonly queue: LocalQueue;
}

/** What the notifier is called, among the functions that topics tell. */
const notifier = 'notify';

/** Makes the queue of what waits for the notifier, or finds it as it was left. */
export function ensureNotifyQueue(sqs: Pick<Sqs, 'ensureQueue'>): LocalQueue {
  const deadLetters = sqs.ensureQueue(queueNames.notifyDeadLetters);
  return sqs.ensureQueue(queueNames.notify, {
    VisibilityTimeout: String(visibilitySeconds(notifierSeconds)),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLetters.arn,
      maxReceiveCount: notifierAttempts,
    }),
  });
}

/** The notifier as topics call it. */
export function notifyLater(queue: LocalQueue): SnsOptions['functions'] {
  return { [notifier]: (event) => invokeLater(queue, event) };
}

/** Makes the topic with the notifier subscribed to it, or finds them so. @returns the topic's ARN */
export function subscribeNotifier(sns: Sns): string {
  const topicArn = sns.ensureTopic(alertTopicName);
  sns.ensureSubscription(topicArn, notifier);
  return topicArn;
}
