import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';

/** Everything the functions count. An alarm or a dashboard may stand on each. */
export type MetricName =
  /** A job was created. */
  | 'JobSubmitted'
  /** A job made by an invocation that died was found and adopted. */
  | 'JobAdopted'
  | 'VideoReady'
  | 'VideoFailed'
  /** A deleted video's last trace is gone. */
  | 'VideoPurged'
  /** An event that came late, twice, out of order, or about nothing of ours. */
  | 'EventIgnored'
  /** A source changed after it was accepted. */
  | 'SourceOverwritten'
  /** Somebody else is submitting the video right now. */
  | 'LeaseHeld'
  /** The reconciler found a video that had stopped moving. */
  | 'VideoStale'
  /** The reconciler could not settle a video and will come back. */
  | 'ReconcileFailed';

type Details = Readonly<Record<string, string | number | boolean | undefined>>;

/** What happened, for people (log) and for alarms (counts). */
export interface Telemetry {
  info(message: string, details?: Details): void;
  warn(message: string, details?: Details): void;
  error(message: string, error: unknown, details?: Details): void;
  count(metric: MetricName): void;
}

export interface LambdaTelemetry extends Telemetry {
  /** Runs one invocation: its log lines carry the request's id, its counts are written at the end. */
  invocation<T>(context: Context, run: () => Promise<T>): Promise<T>;
}

/** Structured logs and embedded metrics (CloudWatch EMF) on the function's output. */
export function createLambdaTelemetry(functionName: string): LambdaTelemetry {
  const logger = new Logger({ serviceName: functionName });
  const metrics = new Metrics({ namespace: 'Tidecast', serviceName: functionName });
  return {
    info: (message, details) => logger.info(message, { ...details }),
    warn: (message, details) => logger.warn(message, { ...details }),
    error: (message, error, details) =>
      logger.error(message, { ...details, error: asError(error) }),
    count: (metric) => metrics.addMetric(metric, MetricUnit.Count, 1),
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
