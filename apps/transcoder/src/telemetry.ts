import type {
  TranscoderDuration as DurationName,
  TranscoderCount as MetricName,
} from '@tidecast/platform/telemetry/metrics';
import * as shared from '@tidecast/telemetry/lambda-telemetry';

export type { DurationName, MetricName };

/** What happened, for people (log) and for alarms (counts). */
export type Telemetry = shared.Telemetry<MetricName, DurationName>;
export type LambdaTelemetry = shared.LambdaTelemetry<MetricName, DurationName>;

/** {@link shared.createLambdaTelemetry} for the counts and durations of these functions. */
export const createLambdaTelemetry = shared.createLambdaTelemetry<MetricName, DurationName>;
