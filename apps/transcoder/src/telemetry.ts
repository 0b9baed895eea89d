import type { OnUnreadable } from '@tidecast/catalog/record';
import * as shared from '@tidecast/telemetry/lambda-telemetry';

/** Everything the functions count. Alarms and dashboards refer to these names. */
export const counts = [
  /** A job was created. */
  'JobSubmitted',
  /** A job made by an invocation that died was found and adopted. */
  'JobAdopted',
  'VideoReady',
  /** A video failed; also counted per `reason`, the code of its error. */
  'VideoFailed',
  /** The last trace of a deleted video was removed. */
  'VideoPurged',
  /** An event that was late, duplicated, out of order, or not about a video of this stack. */
  'EventIgnored',
  /** A source changed after it was accepted. */
  'SourceOverwritten',
  /** Another invocation is submitting the video right now. */
  'LeaseHeld',
  /** The reconciler found a video that had stopped moving. */
  'VideoStale',
  /** The reconciler could not settle a video and will try again. */
  'ReconcileFailed',
  /** A list left out an unreadable row; also counted per `reason`, the kind of row it should be. */
  'RowUnreadable',
] as const;

export type MetricName = (typeof counts)[number];

/** Every duration that the functions measure. */
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

/** {@link shared.createLambdaTelemetry} for the counts and durations of these functions. */
export const createLambdaTelemetry = shared.createLambdaTelemetry<MetricName, DurationName>;

/** Counts and logs the rows that lists leave out. */
export function reportUnreadable(telemetry: Telemetry): OnUnreadable {
  return (error) => {
    telemetry.count('RowUnreadable', error.kind);
    telemetry.error('unreadable row left out of list', error, { row: error.key });
  };
}
