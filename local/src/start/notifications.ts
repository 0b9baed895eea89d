import { notifierAttempts, notifierSeconds } from '@tidecast/platform/notifications';
import { visibilitySeconds } from '@tidecast/platform/pipeline';
import { invokeLater } from '../lambda/invoke-later.ts';
import { createSns, type Sns } from '../sns/sns.ts';
import type { LocalQueue } from '../sqs/queue.ts';
import type { Sqs } from '../sqs/sqs.ts';
import { alertTopicName, queueNames } from './names.ts';

/** The way from the alert topic to the notifier. */
export interface Notifications {
  readonly sns: Sns;
  readonly topicArn: string;
  /** Events that wait for the notifier. */
  readonly queue: LocalQueue;
}

/** Makes the topic with the notifier subscribed to it, or finds them as they were left. */
export function ensureNotifications(dataDir: string, sqs: Pick<Sqs, 'ensureQueue'>): Notifications {
  const deadLetters = sqs.ensureQueue(queueNames.notifyDeadLetters);
  const queue = sqs.ensureQueue(queueNames.notify, {
    VisibilityTimeout: String(visibilitySeconds(notifierSeconds)),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLetters.arn,
      maxReceiveCount: notifierAttempts,
    }),
  });
  const sns = createSns({ dataDir, functions: { notify: (event) => invokeLater(queue, event) } });
  const topicArn = sns.ensureTopic(alertTopicName);
  sns.ensureSubscription(topicArn, 'notify');
  return { sns, topicArn, queue };
}
