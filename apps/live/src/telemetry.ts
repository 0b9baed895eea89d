import type { OnUnreadable } from '@tidecast/catalog/record';
import * as shared from '@tidecast/telemetry/lambda-telemetry';

/** Everything the functions count. Alarms and dashboards refer to these names. */
export type MetricName =
  | 'ChannelOpened'
  | 'ChannelClosed'
  | 'StreamStarted'
  | 'StreamEnded'
  /** IVS receives less of a stream than it needs. */
  | 'StreamStarving'
  /** An IVS limit was exceeded; also counted per `reason`, IVS's name of the limit. */
  | 'LimitBreached'
  /** A recording was added to its owner's library. */
  | 'RecordingImported'
  /** IVS failed to record, or its recording cannot be turned into a video. */
  | 'RecordingFailed'
  /** An event that was late, duplicated, out of order, or not about a channel of this stack. */
  | 'EventIgnored'
  /** The reconciler corrected a channel that differed from what IVS reports. */
  | 'ChannelSettled'
  /** The reconciler could not settle a channel or a recording and will try again. */
  | 'ReconcileFailed'
  /** A list left out an unreadable row; also counted per `reason`, the kind of row it should be. */
  | 'RowUnreadable'
  | 'ChatTokenGiven'
  | 'MessageAllowed'
  /** A chat message was refused; also counted per `reason`. */
  | 'MessageRefused'
  /** A request failed because of an error in the service. */
  | 'RequestFailed';

/** Every duration that the functions measure. */
export type DurationName =
  /** From IVS's stream start event until the channel is live. */
  | 'TimeToLive'
  /** How long one chat message waited for its review. */
  | 'ReviewTime';

/** What happened, for people (log) and for alarms (counts). */
export type Telemetry = shared.Telemetry<MetricName, DurationName>;

/** {@link shared.createLambdaTelemetry} for the counts and durations of these functions. */
export const createLambdaTelemetry = shared.createLambdaTelemetry<MetricName, DurationName>;

/** Counts and logs the rows that lists leave out. */
export function reportUnreadable(telemetry: Telemetry): OnUnreadable {
  return (error) => {
    telemetry.count('RowUnreadable', error.kind);
    telemetry.error('unreadable row left out of list', error, { row: error.key });
  };
}
