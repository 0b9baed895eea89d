import * as shared from '@tidecast/telemetry/lambda-telemetry';

/** Everything the function counts. Alarms and dashboards refer to these names. */
export type MetricName =
  /** A message was sent to Slack. */
  | 'MessageSent'
  /** A message was delivered again after it had been sent. */
  | 'MessageRepeated'
  /** Sending failed: Lambda retries the message and finally makes it a dead letter. */
  | 'MessageFailed'
  /** Slack rejected a message's blocks and got its plain text instead. */
  | 'MessageSimplified';

/** What happened, for people (log) and for alarms (counts). */
export type Telemetry = shared.Telemetry<MetricName>;

/** {@link shared.createLambdaTelemetry} for the counts of this function. */
export const createLambdaTelemetry = shared.createLambdaTelemetry<MetricName>;
