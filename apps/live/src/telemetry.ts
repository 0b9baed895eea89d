import type { OnUnreadable } from '@tidecast/catalog/record';
import * as shared from '@tidecast/telemetry/lambda-telemetry';

/** Everything the functions count. An alarm or a dashboard may stand on each. */
export type MetricName =
  | 'ChannelOpened'
  | 'ChannelClosed'
  | 'StreamStarted'
  | 'StreamEnded'
  /** IVS gets less of a stream than it needs. */
  | 'StreamStarving'
  /** An IVS limit was exceeded; also counted per `reason`, IVS's name of the limit. */
  | 'LimitBreached'
  /** A recording stands in its owner's library. */
  | 'RecordingImported'
  /** IVS failed to record, or its recording cannot be turned into a video. */
  | 'RecordingFailed'
  /** An event that was late, duplicated, out of order, or not about a channel of this stack. */
  | 'EventIgnored'
  /** The reconciler found a channel that IVS knew otherwise. */
  | 'ChannelSettled'
  /** The reconciler could not settle a channel or a recording and will come back. */
  | 'ReconcileFailed'
  /** A list left out a row that cannot be read; also by itself for each `reason`, what it should be. */
  | 'RowUnreadable'
  | 'ChatTokenGiven'
  | 'MessageAllowed'
  /** Also by itself for each `reason`. */
  | 'MessageRefused'
  /** A request failed by a fault of the service. */
  | 'RequestFailed';

/** Everything the functions measure the length of. */
export type DurationName =
  /** From IVS's event of a stream's start until the channel is live. */
  | 'TimeToLive'
  /** What one chat message waited for its review. */
  | 'ReviewTime';

/** What happened, for people (log) and for alarms (counts). */
export type Telemetry = shared.Telemetry<MetricName, DurationName>;

/** As {@link shared.createLambdaTelemetry}, of what the functions here count and measure. */
export const createLambdaTelemetry = shared.createLambdaTelemetry<MetricName, DurationName>;

/** Counts rows that lists leave out, and says which. */
export function tellUnreadable(telemetry: Telemetry): OnUnreadable {
  return (error) => {
    telemetry.count('RowUnreadable', error.kind);
    telemetry.error('row left out of a list: it cannot be read', error, { row: error.key });
  };
}
