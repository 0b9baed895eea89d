import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { LambdaTelemetry } from './telemetry.ts';

export type QueueHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/**
 * A Lambda handler for a queue of EventBridge events. Messages are handled independently: those
 * that fail are reported back and delivered again, until the queue moves them to its dead letters.
 *
 * @param handle - handles one event, given as parsed JSON; throws to have it delivered again
 */
export function createQueueHandler(
  telemetry: LambdaTelemetry,
  handle: (event: unknown) => Promise<unknown>,
): QueueHandler {
  const handleRecord = async (record: SQSRecord) => {
    try {
      return await handle(JSON.parse(record.body));
    } catch (error) {
      telemetry.error('message failed and will be delivered again', error, {
        messageId: record.messageId,
        receiveCount: record.attributes.ApproximateReceiveCount,
      });
      throw error;
    }
  };
  // The processor holds one batch's state: a new one for each invocation.
  return (event, context) =>
    telemetry.invocation(context, () =>
      processPartialResponse(
        event,
        handleRecord,
        new BatchProcessor(EventType.SQS, { logger: silent }),
        { throwOnFullBatchFailure: false },
      ),
    );
}

/** Failures are logged above, with what they were about. */
const silent = { debug: () => {}, error: () => {}, warn: () => {} };
