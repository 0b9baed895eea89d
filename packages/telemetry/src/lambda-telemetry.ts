import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNamespace, type Service } from '@tidecast/platform/telemetry/metrics';
import type { Context } from 'aws-lambda';

type Details = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * What happened, for people (log) and for alarms (counts).
 *
 * @typeParam Count - names of what is counted
 * @typeParam Duration - names of what is measured
 */
export interface Telemetry<Count extends string, Duration extends string = never> {
  info(message: string, details?: Details): void;
  warn(message: string, details?: Details): void;
  error(message: string, error: unknown, details?: Details): void;
  /** @param reason - also counts per reason */
  count(metric: Count, reason?: string): void;
  measure(metric: Duration, seconds: number): void;
}

export interface LambdaTelemetry<Count extends string, Duration extends string = never>
  extends Telemetry<Count, Duration> {
  /**
   * Runs one invocation: its log lines carry the request's id, and its counts are written at the
   * end.
   */
  invocation<T>(context: Context, run: () => Promise<T>): Promise<T>;
}

/**
 * Structured logs and embedded metrics (CloudWatch EMF) on the function's output.
 *
 * @param stackName - distinguishes the counts of several stacks in one account
 */
export function createLambdaTelemetry<Count extends string, Duration extends string = never>(
  serviceName: Service,
  stackName: string,
): LambdaTelemetry<Count, Duration> {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({
    namespace: metricNamespace,
    serviceName,
    defaultDimensions: { stack: stackName },
  });
  return {
    info: (message, details) => logger.info(message, { ...details }),
    warn: (message, details) => logger.warn(message, { ...details }),
    error: (message, error, details) =>
      logger.error(message, { ...details, error: asError(error) }),
    count(metric, reason) {
      metrics.addMetric(metric, MetricUnit.Count, 1);
      if (reason !== undefined)
        metrics
          .singleMetric()
          .addDimension('reason', reason)
          .addMetric(metric, MetricUnit.Count, 1);
    },
    measure: (metric, seconds) => metrics.addMetric(metric, MetricUnit.Seconds, seconds),
    async invocation(context, run) {
      logger.addContext(context);
      try {
        return await run();
      } finally {
        if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
      }
    },
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
