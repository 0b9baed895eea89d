import { AwsError } from '../aws/errors.ts';
import { readJson, sendJson } from '../aws/messages.ts';
import { type AwsService, localAccount } from '../aws/service.ts';
import { type LocalQueue, localQueue } from './queue.ts';
import { checkAttributes, type QueueAttributes, redrivePolicy } from './queue-attributes.ts';
import { QueueStore } from './queue-store.ts';
import { QueueWaiters } from './queue-waiters.ts';
import { sqsOperations } from './sqs-operations.ts';

export interface SqsOptions {
  readonly dataDir: string;
  /** Origin of the AWS endpoint, such as `http://127.0.0.1:4566`: queue URLs begin with it. */
  readonly baseUrl: string;
  readonly now?: () => number;
}

/** The emulated SQS: on the wire as `service`, and by direct calls for the same process. */
export interface Sqs {
  readonly service: AwsService;
  /** @throws AwsError `QueueDoesNotExist` */
  queue(name: string): LocalQueue;
  /** Makes the queue, or gives one that is there the attributes named. Safe on every start. */
  ensureQueue(name: string, attributes?: QueueAttributes): LocalQueue;
}

/** What the operations on the wire work with. */
export interface QueueDirectory {
  readonly store: QueueStore;
  readonly waiters: QueueWaiters;
  queue(name: string): LocalQueue;
  create(name: string, attributes: QueueAttributes): LocalQueue;
  setAttributes(name: string, attributes: QueueAttributes): void;
}

const operations = new Map(Object.entries(sqsOperations));

/** The codes that clients of the older query protocol know these errors by. */
const queryCodes: Readonly<Record<string, string>> = {
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
};

/** Opens the queues kept in `dataDir`; messages in flight when the last process ended are visible. */
export function createSqs({ dataDir, baseUrl, now = Date.now }: SqsOptions): Sqs {
  const store = new QueueStore(dataDir, now);
  const waiters = new QueueWaiters();
  const directory = queueDirectory(store, waiters, baseUrl);

  const service: AwsService = {
    signingName: 'sqs',
    protocol: 'json',
    async handle(request, response) {
      const operation = operations.get(request.operation ?? '');
      if (!operation)
        throw new AwsError(
          'InvalidAction',
          `the local SQS does not know the action ${request.operation}`,
        );
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      try {
        const result = await operation(await readJson(request), directory, gone.signal);
        sendJson(response, 200, result ?? {}, 'json');
      } catch (error) {
        if (error instanceof AwsError)
          response.setHeader(
            'x-amzn-query-error',
            `${queryCodes[error.code] ?? error.code};Sender`,
          );
        throw error;
      }
    },
    async close() {
      waiters.close();
      store.close();
    },
  };

  return {
    service,
    queue: directory.queue,
    ensureQueue(name, attributes = {}) {
      if (!store.queue(name)) return directory.create(name, attributes);
      directory.setAttributes(name, attributes);
      return directory.queue(name);
    },
  };
}

function queueDirectory(store: QueueStore, waiters: QueueWaiters, baseUrl: string): QueueDirectory {
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
