import { AwsError } from '../aws/errors.ts';
import { localAccount } from '../aws/service.ts';
import { type LocalQueue, localQueue } from './queue.ts';
import { checkAttributes, type QueueAttributes, redrivePolicy } from './queue-attributes.ts';
import type { QueueStore } from './queue-store.ts';
import type { QueueWaiters } from './queue-waiters.ts';

/** The account's queues by name: what the operations on the wire work with. */
export interface QueueDirectory {
  readonly store: QueueStore;
  readonly waiters: QueueWaiters;
  queue(name: string): LocalQueue;
  create(name: string, attributes: QueueAttributes): LocalQueue;
  setAttributes(name: string, attributes: QueueAttributes): void;
}

export function queueDirectory(
  store: QueueStore,
  waiters: QueueWaiters,
  baseUrl: string,
): QueueDirectory {
  const queue = (name: string): LocalQueue => {
    if (!store.queue(name))
      throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    const url = `${baseUrl}/${localAccount.accountId}/${name}`;
    return localQueue(name, url, store, waiters);
  };
  const check = (attributes: QueueAttributes) => {
    checkAttributes(attributes);
    const policy = redrivePolicy(attributes);
    if (policy && !store.queue(policy.deadLetterQueue))
      throw new AwsError(
        'InvalidParameterValue',
        `Value ${attributes.RedrivePolicy} for parameter RedrivePolicy is invalid. ` +
          'Reason: Dead letter target does not exist.',
      );
  };

  return {
    store,
    waiters,
    queue,
    create(name, attributes) {
      // The names SQS takes; FIFO queues, whose names end in .fifo, are not emulated.
      if (!/^[A-Za-z0-9_-]{1,80}$/.test(name))
        throw new AwsError(
          'InvalidParameterValue',
          'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
        );
      check(attributes);
      store.createQueue(name, attributes);
      return queue(name);
    },
    setAttributes(name, attributes) {
      queue(name);
      check(attributes);
      store.setAttributes(name, merged(store.queue(name)?.attributes ?? {}, attributes));
    },
  };
}

/** An empty RedrivePolicy takes the policy away, as in SQS. */
function merged(before: QueueAttributes, changes: QueueAttributes): QueueAttributes {
  const all = { ...before, ...changes };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}
