import { AwsError } from '../aws/errors.ts';
import { bodyMd5, type MessageAttributes } from './message-digest.ts';
import { numericAttribute, queueArn } from './queue-attributes.ts';
import type { QueueCounts, QueueMessage, QueueRecord, QueueStore } from './queue-store.ts';
import type { QueueWaiters } from './queue-waiters.ts';

interface SendOptions {
  readonly attributes?: MessageAttributes;
  /** Instead of the queue's own delay. */
  readonly delaySeconds?: number;
}

interface ReceiveOptions {
  /** 1 to 10; 1 by default. */
  readonly max?: number;
  /** How long others do not see what is received; the queue's own timeout by default. */
  readonly visibilityTimeoutSeconds?: number;
  /** How long to wait for a first message; the queue's own wait by default. */
  readonly waitSeconds?: number;
  /** Ends the wait with an empty answer. */
  readonly signal?: AbortSignal;
}

/** One queue, for code in the same process: the semantics of SQS without its HTTP. */
export interface LocalQueue {
  readonly name: string;
  readonly arn: string;
  /** What clients on the wire call it by. */
  readonly url: string;
  /** Stored on disk once it returns; wakes callers waiting in `receive`. */
  send(body: string, options?: SendOptions): { readonly id: string; readonly bodyMd5: string };
  receive(options?: ReceiveOptions): Promise<QueueMessage[]>;
  /** A receipt that no longer holds a message is ignored. */
  delete(receiptHandle: string): void;
  /**
   * Hides a message in flight for that long from now; 0 gives it back at once.
   *
   * @throws AwsError `MessageNotInflight` when the receipt holds none
   */
  changeVisibility(receiptHandle: string, seconds: number): void;
  counts(): QueueCounts;
}

/** @throws AwsError `QueueDoesNotExist` from every method once the queue is deleted */
export function localQueue(
  name: string,
  url: string,
  store: QueueStore,
  waiters: QueueWaiters,
): LocalQueue {
  const record = (): QueueRecord => {
    const found = store.queue(name);
    if (!found) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
    return found;
  };
  const sweep = () => {
    const deadLetters = store.sweep(record());
    if (deadLetters !== undefined) waiters.wake(deadLetters);
  };

  return {
    name,
    arn: queueArn(name),
    url,

    send(body, options = {}) {
      const { attributes } = record();
      checkBody(body, numericAttribute(attributes, 'MaximumMessageSize'));
      const delay = options.delaySeconds ?? numericAttribute(attributes, 'DelaySeconds');
      const id = store.add(name, body, options.attributes ?? {}, delay);
      waiters.wake(name);
      return { id, bodyMd5: bodyMd5(body) };
    },

    async receive(options = {}) {
      const { attributes } = record();
      const hidden =
        options.visibilityTimeoutSeconds ?? numericAttribute(attributes, 'VisibilityTimeout');
      const wait =
        options.waitSeconds ?? numericAttribute(attributes, 'ReceiveMessageWaitTimeSeconds');
      const deadline = Date.now() + wait * 1000;
      for (;;) {
        if (waiters.closed || options.signal?.aborted) return [];
        sweep();
        const messages = store.take(name, options.max ?? 1, hidden);
        if (messages.length > 0 || Date.now() >= deadline) return messages;
        await waiters.wait(
          name,
          Math.min(deadline, store.nextVisibleAt(name) ?? deadline),
          options.signal,
        );
      }
    },

    delete(receiptHandle) {
      record();
      store.remove(name, receiptHandle);
    },

    changeVisibility(receiptHandle, seconds) {
      record();
      if (!store.hide(name, receiptHandle, seconds))
        throw new AwsError('MessageNotInflight', 'The message referred to is not in flight.');
      waiters.wake(name);
    },

    counts() {
      sweep();
      return store.counts(name);
    },
  };
}

function checkBody(body: string, maximumSize: number): void {
  if (body === '')
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (Buffer.byteLength(body) > maximumSize)
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${maximumSize} bytes.`,
    );
}
