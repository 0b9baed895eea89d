/** The API as a process: reads the environment, serves, and shuts down gracefully on a signal. */
import { createServer } from 'node:http';
import { connectionSeconds } from '@tidecast/platform/delivery/connections';
import { createApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { createDependencies } from './dependencies.ts';
import { collectProcessMetrics, createMetricsServer } from './http/metrics.ts';
import { createAvailability, createLifecycle } from './lifecycle.ts';
import { createLogger } from './logger.ts';

/** In milliseconds. */
const keepAliveTimeout = connectionSeconds.apiKeepAlive * 1000;

function configured(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exit(1);
  }
}

const config = configured();
const logger = createLogger(config.LOG_LEVEL);
const availability = createAvailability();
const dependencies = createDependencies(config, logger, availability);
const app = createApp(dependencies);
const server = createServer({ keepAliveTimeout }, app.handler);
collectProcessMetrics(dependencies.metrics);

const lifecycle = createLifecycle(availability, {
  server,
  metricsServer: createMetricsServer(dependencies.metrics),
  drainSeconds: config.DRAIN_SECONDS,
  endStreams: app.endStreams,
  settled: dependencies.background.settled,
  logger,
});

let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    // A second signal ends the process at once.
    if (stopping) process.exit(1);
    stopping = true;
    // SDK clients keep sockets open that would keep the process alive for a while.
    lifecycle.stop().then(() => process.exit(0));
  });

await lifecycle.start({
  port: config.PORT,
  host: config.HOST,
  metricsPort: config.METRICS_PORT,
});
