import { setTimeout as delay } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { localAccount } from '../aws/service.ts';
import { bodyMd5 } from '../sqs/message-digest.ts';
import type { LocalQueue } from '../sqs/queue.ts';
import type { QueueMessage } from '../sqs/queue-store.ts';
import { systemAttributes } from '../sqs/system-attributes.ts';

/** An event source mapping: a function that is fed from a queue. */
export interface QueueMapping {
  readonly queue: LocalQueue;
  readonly functionName: string;
  readonly invoke: (functionName: string, event: SQSEvent) => Promise<unknown>;
  readonly log: (line: string) => void;
  /** Messages an invocation gets at most: 1 to 10, 10 by default. */
  readonly batchSize?: number;
  /** How long a batch may wait for more messages; 0 by default. */
  readonly maximumBatchingWindowSeconds?: number;
  /** Whether the function says itself which messages failed. */
  readonly reportBatchItemFailures?: boolean;
  /** How long the function may take before others get its messages; the queue's by default. */
  readonly visibilityTimeoutSeconds?: number;
  /** Batches in work at once: 1 by default. */
  readonly concurrency?: number;
  /**
   * When a failed message comes back. AWS leaves it hidden for the rest of its visibility timeout,
   * usually minutes; that is too long in development, so here it is 5 s by default.
   */
  readonly retryAfterSeconds?: number;
}

export interface RunningMapping {
  /** Takes no more messages and waits for the invocations under way. */
  close(): Promise<void>;
}

const defaultRetrySeconds = 5;

/** What to wait after a queue could not be read, in milliseconds. */
const brokenQueueMillis = 1000;

/** Feeds the function until closed. A message is picked up in the moment it is sent. */
export function mapQueue(mapping: QueueMapping): RunningMapping {
  const { batchSize = 10, concurrency = 1 } = mapping;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 10)
    throw new RangeError(`batchSize must be from 1 to 10, not ${batchSize}`);
  const closing = new AbortController();
  const pollers = Array.from({ length: concurrency }, () =>
    poll(mapping, batchSize, closing.signal),
  );
  return {
    async close() {
      closing.abort();
      await Promise.all(pollers);
    },
  };
}

async function poll(mapping: QueueMapping, batchSize: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const batch = await gather(mapping, batchSize, signal);
      if (batch.length > 0) await process(mapping, batch);
    } catch (error) {
      if (signal.aborted) return;
      mapping.log(`queue ${mapping.queue.name} of ${mapping.functionName}: ${error}`);
      await delay(brokenQueueMillis, undefined, { signal }).catch(() => {});
    }
  }
}

/** One batch: as many messages as fit and arrive within the window after the first. */
async function gather(
  { queue, maximumBatchingWindowSeconds = 0, visibilityTimeoutSeconds }: QueueMapping,
  batchSize: number,
  signal: AbortSignal,
): Promise<QueueMessage[]> {
  const receive = (max: number, waitSeconds: number) =>
    queue.receive({
      max,
      waitSeconds,
      signal,
      ...(visibilityTimeoutSeconds !== undefined && { visibilityTimeoutSeconds }),
    });
  const batch = await receive(batchSize, 20);
  const windowEnd = Date.now() + maximumBatchingWindowSeconds * 1000;
  while (batch.length > 0 && batch.length < batchSize && !signal.aborted) {
    const left = windowEnd - Date.now();
    if (left <= 0) break;
    batch.push(...(await receive(batchSize - batch.length, left / 1000)));
  }
  return batch;
}

async function process(mapping: QueueMapping, batch: readonly QueueMessage[]): Promise<void> {
  const { queue, functionName, retryAfterSeconds = defaultRetrySeconds } = mapping;
  const failed = await failures(mapping, batch);
  for (const message of batch) {
    if (failed.has(message.id)) giveBack(queue, message, retryAfterSeconds);
    else queue.delete(message.receiptHandle);
  }
  if (failed.size > 0)
    mapping.log(
      `${functionName}: ${failed.size} of ${batch.length} messages failed, ` +
        `again in ${retryAfterSeconds} s`,
    );
}

/** The ids of the messages that failed. */
async function failures(
  { queue, functionName, invoke, reportBatchItemFailures, log }: QueueMapping,
  batch: readonly QueueMessage[],
): Promise<ReadonlySet<string>> {
  const all = new Set(batch.map(({ id }) => id));
  try {
    const response = await invoke(functionName, {
      Records: batch.map((message) => toRecord(message, queue.arn)),
    });
    return reportBatchItemFailures ? reported(response as SQSBatchResponse | null, all) : new Set();
  } catch (error) {
    log(`${functionName} failed: ${error instanceof Error ? error.message : String(error)}`);
    return all;
  }
}

/**
 * The failures a function reports. A report that names no message or an unknown one makes the
 * whole batch fail; no report is success (Lambda Developer Guide, "Implementing partial batch
 * responses").
 */
function reported(
  response: SQSBatchResponse | null,
  all: ReadonlySet<string>,
): ReadonlySet<string> {
  const items = response?.batchItemFailures ?? [];
  const ids = items.map(({ itemIdentifier }) => itemIdentifier);
  return ids.every((id) => all.has(id)) ? new Set(ids) : all;
}

function giveBack(queue: LocalQueue, message: QueueMessage, seconds: number): void {
  try {
    queue.changeVisibility(message.receiptHandle, seconds);
  } catch {
    // Its visibility timeout ended meanwhile: it has come back by itself.
  }
}

function toRecord(message: QueueMessage, eventSourceARN: string): SQSRecord {
  return {
    messageId: message.id,
    receiptHandle: message.receiptHandle,
    body: message.body,
    attributes: systemAttributes(message) as unknown as SQSRecord['attributes'],
    messageAttributes: lambdaAttributes(message),
    md5OfBody: bodyMd5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: localAccount.region,
  };
}

/** Lambda writes the members of message attributes with small first letters. */
function lambdaAttributes({ attributes }: QueueMessage): SQSMessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        dataType: DataType,
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
      },
    ]),
  );
}
