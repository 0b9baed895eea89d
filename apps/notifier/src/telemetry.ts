import type { NotifierCount as MetricName } from '@tidecast/platform/telemetry/metrics';
import * as shared from '@tidecast/telemetry/lambda-telemetry';

export type { MetricName };

/** What happened, for people (log) and for alarms (counts). */
export type Telemetry = shared.Telemetry<MetricName>;

/** {@link shared.createLambdaTelemetry} for the counts of this function. */
export const createLambdaTelemetry = shared.createLambdaTelemetry<MetricName>;
