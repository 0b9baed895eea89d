import type { LocalQueue } from '../sqs/queue.ts';
import { mapQueue, type RunningMapping } from './map-queue.ts';

export interface LaterInvocations {
  /**
   * Holds the events, like Lambda's own internal queue. An event that has failed as often as
   * allowed goes to its dead letters.
   */
  readonly queue: LocalQueue;
  readonly functionName: string;
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  readonly log: (line: string) => void;
  /** When a failed event comes back: 1 and then 2 minutes in AWS, 5 s by default here. */
  readonly retryAfterSeconds?: number;
  /** Events at work at once: 1 by default. */
  readonly concurrency?: number;
}

/** Takes an event for a function. On disk once it returns. */
export function invokeLater(queue: Pick<LocalQueue, 'send'>, event: unknown): void {
  queue.send(JSON.stringify(event));
}

/** Calls a function asynchronously, an event by itself each time, until closed. */
export function runLaterInvocations(invocations: LaterInvocations): RunningMapping {
  const { invoke, ...rest } = invocations;
  return mapQueue({
    ...rest,
    batchSize: 1,
    invoke: (functionName, { Records }) =>
      invoke(functionName, JSON.parse(Records[0]?.body ?? 'null')),
  });
}
