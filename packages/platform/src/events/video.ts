import { uploadsPrefix } from '../storage/bucket-layout.ts';

/**
 * How events become work: the queues, rules and functions between S3, MediaConvert and the catalog.
 * The Pulumi program and the local cloud both build them from here, so that the two cannot drift
 * apart.
 */

/** Timeout of each function of apps/transcoder, in seconds. */
export const functionSeconds = { submit: 60, track: 60, reconcile: 300 } as const;

/** A function of apps/transcoder: the name of its file and of its resources. */
export type TranscoderFunction = keyof typeof functionSeconds;

/** Messages that one invocation gets at most: SQS returns no more at once. */
export const batchSize = 10;

/** Attempts before a message goes to the dead letters. */
export const maxReceiveCount = 5;

/** How often the reconciler runs. */
export const reconcileEverySeconds = 300;

/**
 * How long a queue hides a message that a function has received: six times the function's timeout
 * (Lambda Developer Guide, "Using Lambda with Amazon SQS").
 */
export function visibilitySeconds(timeoutSeconds: number): number {
  return 6 * timeoutSeconds;
}

/** EventBridge pattern: an upload to this bucket is complete. */
export function uploadEvents(sourceBucket: string) {
  return {
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { bucket: { name: [sourceBucket] }, object: { key: [{ prefix: uploadsPrefix }] } },
  };
}

/** Identifies the encodes of one stack. */
export interface EncodeOrigin {
  /** MediaConvert queue, by ARN. */
  readonly queueArn: string;
  /** The value of the functions' `STACK_NAME`, which packages/encoding writes into every job. */
  readonly stackName: string;
}

/** EventBridge pattern: something happened to a job of this stack. */
export function encodeEvents({ queueArn, stackName }: EncodeOrigin) {
  return {
    source: ['aws.mediaconvert'],
    'detail-type': ['MediaConvert Job State Change'],
    detail: { queue: [queueArn], userMetadata: { stack: [stackName] } },
  };
}
