import * as shared from '@tidecast/telemetry/lambda-telemetry';

/** Everything the function counts. An alarm or a dashboard may stand on each. */
export type MetricName =
  /** A message stands in Slack. */
  | 'MessageSent'
  /** A message that had been sent before came again. */
  | 'MessageRepeated'
  /** Sending failed: Lambda retries the message and finally makes it a dead letter. */
  | 'MessageFailed'
  /** Slack did not take a message's form, and got its plain text instead. */
  | 'MessageSimplified';

/** What happened, for people (log) and for alarms (counts). */
export type Telemetry = shared.Telemetry<MetricName>;

/** As {@link shared.createLambdaTelemetry}, of what the function here counts. */
export const createLambdaTelemetry = shared.createLambdaTelemetry<MetricName>;
