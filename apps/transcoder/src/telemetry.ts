import type { OnUnreadable } from '@tidecast/catalog/record';
import * as shared from '@tidecast/telemetry/lambda-telemetry';

/** Everything the functions count. An alarm or a dashboard may stand on each. */
export const counts = [
  /** A job was created. */
  'JobSubmitted',
  /** A job made by an invocation that died was found and adopted. */
  'JobAdopted',
  'VideoReady',
  /** Also by itself for each `reason`, a code of packages/catalog's video errors. */
  'VideoFailed',
  /** A deleted video's last trace is gone. */
  'VideoPurged',
  /** An event that was late, duplicated, out of order, or not about a video of this stack. */
  'EventIgnored',
  /** A source changed after it was accepted. */
  'SourceOverwritten',
  /** Another invocation is submitting the video right now. */
  'LeaseHeld',
  /** The reconciler found a video that had stopped moving. */
  'VideoStale',
  /** The reconciler could not settle a video and will come back. */
  'ReconcileFailed',
  /** A list left out a row that cannot be read; also by itself for each `reason`, what it should be. */
  'RowUnreadable',
] as const;

export type MetricName = (typeof counts)[number];

/** Everything the functions measure the length of. */
export const durations = [
  /** From the end of an upload, or the start of a later attempt, until the video is ready. */
  'TimeToReady',
] as const;

export type DurationName = (typeof durations)[number];

/** CloudWatch namespace of all of them; their dimensions are `service` and `stack`. */
export const { metricNamespace } = shared;

/** What happened, for people (log) and for alarms (counts). */
export type Telemetry = shared.Telemetry<MetricName, DurationName>;
export type LambdaTelemetry = shared.LambdaTelemetry<MetricName, DurationName>;

/** As {@link shared.createLambdaTelemetry}, of what the functions here count and measure. */
export const createLambdaTelemetry = shared.createLambdaTelemetry<MetricName, DurationName>;

/** Counts rows that lists leave out, and says which. */
export function tellUnreadable(telemetry: Telemetry): OnUnreadable {
  return (error) => {
    telemetry.count('RowUnreadable', error.kind);
    telemetry.error('row left out of a list: it cannot be read', error, { row: error.key });
  };
}
