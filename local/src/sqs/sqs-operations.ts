import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws/errors.ts';
import { attributesMd5, bodyMd5 } from './message-digest.ts';
import type { LocalQueue } from './queue.ts';
import {
  effectiveAttributes,
  type QueueAttributes,
  queueNameOfArn,
  redrivePolicy,
} from './queue-attributes.ts';
import type { QueueDirectory } from './queue-directory.ts';
import type { QueueMessage } from './queue-store.ts';
import {
  batchEntries,
  messageAttributes,
  optionalInteger,
  optionalText,
  queueAttributes,
  queueName,
  type SqsInput,
  text,
  texts,
} from './sqs-input.ts';
import { systemAttributes } from './system-attributes.ts';

type SqsOperation = (
  input: SqsInput,
  queues: QueueDirectory,
  /** Aborted when the client has gone. */
  gone: AbortSignal,
) => unknown;

/** The actions of SQS by name; what is not here is refused by name. */
export const sqsOperations: Readonly<Record<string, SqsOperation>> = {
  CreateQueue(input, queues) {
    const name = text(input, 'QueueName');
    const attributes = queueAttributes(input);
    const existing = queues.store.queue(name);
    if (!existing) return { QueueUrl: queues.create(name, attributes).url };
    if (!agrees(existing.attributes, attributes))
      throw new AwsError(
        'QueueNameExists',
        'A queue already exists with the same name and a different value for an attribute.',
      );
    return { QueueUrl: queues.queue(name).url };
  },

  GetQueueUrl: (input, queues) => ({ QueueUrl: queues.queue(text(input, 'QueueName')).url }),

  ListQueues(input, queues) {
    const limit = optionalInteger(input, 'MaxResults', 1, 1000) ?? 1000;
    const after = optionalText(input, 'NextToken') ?? '';
    const names = queues.store
      .queues(optionalText(input, 'QueueNamePrefix') ?? '')
      .map(({ name }) => name)
      .filter((name) => name > after);
    const page = names.slice(0, limit);
    return {
      QueueUrls: page.map((name) => queues.queue(name).url),
      ...(names.length > limit && { NextToken: page.at(-1) }),
    };
  },

  ListDeadLetterSourceQueues(input, queues) {
    const target = queues.queue(queueName(input)).name;
    const sources = queues.store
      .queues()
      .filter(({ attributes }) => redrivePolicy(attributes)?.deadLetterQueue === target);
    return { queueUrls: sources.map(({ name }) => queues.queue(name).url) };
  },

  DeleteQueue(input, queues) {
    const { name } = queues.queue(queueName(input));
    queues.store.deleteQueue(name);
    queues.waiters.wake(name);
  },

  GetQueueAttributes(input, queues) {
    const all = describeQueue(queues, queues.queue(queueName(input)));
    const wanted = texts(input, 'AttributeNames');
    const named = wanted.includes('All') ? Object.keys(all) : wanted;
    const found = named.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]]));
    return found.length > 0 ? { Attributes: Object.fromEntries(found) } : {};
  },

  SetQueueAttributes(input, queues) {
    queues.setAttributes(queueName(input), queueAttributes(input));
  },

  PurgeQueue(input, queues) {
    queues.store.purge(queues.queue(queueName(input)).name);
  },

  SendMessage: (input, queues) => sendOne(queues.queue(queueName(input)), input),

  SendMessageBatch(input, queues) {
    const queue = queues.queue(queueName(input));
    return settleBatch(input, (entry) => sendOne(queue, entry));
  },

  async ReceiveMessage(input, queues, gone) {
    const max = optionalInteger(input, 'MaxNumberOfMessages', 1, 10) ?? 1;
    const hidden = optionalInteger(input, 'VisibilityTimeout', 0, 43_200);
    const wait = optionalInteger(input, 'WaitTimeSeconds', 0, 20);
    const messages = await queues.queue(queueName(input)).receive({
      max,
      signal: gone,
      ...(hidden !== undefined && { visibilityTimeoutSeconds: hidden }),
      ...(wait !== undefined && { waitSeconds: wait }),
    });
    const system = [
      ...texts(input, 'AttributeNames'),
      ...texts(input, 'MessageSystemAttributeNames'),
    ];
    const own = texts(input, 'MessageAttributeNames');
    return messages.length > 0
      ? { Messages: messages.map((message) => toWire(message, system, own)) }
      : {};
  },

  DeleteMessage(input, queues) {
    queues.queue(queueName(input)).delete(receiptHandle(input));
  },

  DeleteMessageBatch(input, queues) {
    const queue = queues.queue(queueName(input));
    return settleBatch(input, (entry) => {
      queue.delete(receiptHandle(entry));
      return {};
    });
  },

  ChangeMessageVisibility: (input, queues) => hide(queues.queue(queueName(input)), input),

  ChangeMessageVisibilityBatch(input, queues) {
    const queue = queues.queue(queueName(input));
    return settleBatch(input, (entry) => hide(queue, entry) ?? {});
  },

  /** Moves everything within the call: there is never a running task to list or cancel. */
  StartMessageMoveTask(input, queues) {
    const source = queues.queue(queueNameOfArn(text(input, 'SourceArn')));
    const destination = optionalText(input, 'DestinationArn');
    const target = destination && queues.queue(queueNameOfArn(destination)).name;
    const { destinations } = queues.store.redrive(source.name, target);
    for (const name of destinations) queues.waiters.wake(name);
    return { TaskHandle: Buffer.from(randomUUID()).toString('base64') };
  },

  ListMessageMoveTasks: () => ({ Results: [] }),
};

function sendOne(queue: LocalQueue, input: SqsInput) {
  const attributes = messageAttributes(input);
  const delaySeconds = optionalInteger(input, 'DelaySeconds', 0, 900);
  const sent = queue.send(text(input, 'MessageBody'), {
    attributes,
    ...(delaySeconds !== undefined && { delaySeconds }),
  });
  return {
    MessageId: sent.id,
    MD5OfMessageBody: sent.bodyMd5,
    ...(Object.keys(attributes).length > 0 && {
      MD5OfMessageAttributes: attributesMd5(attributes),
    }),
  };
}

function hide(queue: LocalQueue, input: SqsInput): void {
  const seconds = optionalInteger(input, 'VisibilityTimeout', 0, 43_200);
  if (seconds === undefined)
    throw new AwsError(
      'MissingParameter',
      'The request must contain the parameter VisibilityTimeout.',
    );
  queue.changeVisibility(receiptHandle(input), seconds);
}

function receiptHandle(input: SqsInput): string {
  const handle = text(input, 'ReceiptHandle');
  if (!/^[0-9a-f-]{36}\.[\w-]{16}$/.test(handle))
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${handle}" is not a valid receipt handle.`,
    );
  return handle;
}

/** Runs each entry for itself: what fails stands beside what worked. */
function settleBatch(input: SqsInput, run: (entry: SqsInput) => object) {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const { id, entry } of batchEntries(input)) {
    try {
      Successful.push({ Id: id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id: id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

function toWire(message: QueueMessage, system: string[], own: string[]) {
  const attributes = select(systemAttributes(message), system);
  const named = select(message.attributes, own);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: bodyMd5(message.body),
    Body: message.body,
    ...(Object.keys(attributes).length > 0 && { Attributes: attributes }),
    ...(Object.keys(named).length > 0 && {
      MessageAttributes: named,
      MD5OfMessageAttributes: attributesMd5(named),
    }),
  };
}

/** Those named, where `All` and `.*` name everything and `name.*` everything that begins so. */
function select<T>(all: Readonly<Record<string, T>>, names: string[]): Record<string, T> {
  const matches = (name: string) =>
    names.some(
      (wanted) =>
        wanted === 'All' ||
        wanted === name ||
        (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(all).filter(([name]) => matches(name)));
}

function describeQueue(queues: QueueDirectory, queue: LocalQueue): QueueAttributes {
  const counts = queue.counts();
  const record = queues.store.queue(queue.name);
  return {
    ...effectiveAttributes(record?.attributes ?? {}),
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    ApproximateNumberOfMessagesNotVisible: String(counts.inFlight),
    CreatedTimestamp: seconds(record?.createdAt),
    LastModifiedTimestamp: seconds(record?.modifiedAt),
    QueueArn: queue.arn,
  };
}

function seconds(milliseconds = 0): string {
  return String(Math.floor(milliseconds / 1000));
}

/** SQS lets a queue be created again only with attributes that it has. */
function agrees(existing: QueueAttributes, wanted: QueueAttributes): boolean {
  const before = effectiveAttributes(existing);
  return Object.entries(wanted).every(([name, value]) => before[name] === value);
}
