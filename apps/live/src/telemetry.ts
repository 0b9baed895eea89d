import type {
  LiveDuration as DurationName,
  LiveCount as MetricName,
} from '@tidecast/platform/telemetry/metrics';
import * as shared from '@tidecast/telemetry/lambda-telemetry';

export type { MetricName };

/** What happened, for people (log) and for alarms (counts). */
export type Telemetry = shared.Telemetry<MetricName, DurationName>;

/** As {@link shared.createLambdaTelemetry}, of what the functions here count and measure. */
export const createLambdaTelemetry = shared.createLambdaTelemetry<MetricName, DurationName>;
