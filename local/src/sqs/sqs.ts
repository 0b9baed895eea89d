import { AwsError } from '../aws/errors.ts';
import { readJson, sendJson } from '../aws/messages.ts';
import type { AwsService } from '../aws/service.ts';
import type { LocalQueue } from './queue.ts';
import type { QueueAttributes } from './queue-attributes.ts';
import { queueDirectory } from './queue-directory.ts';
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
