import { createServer, type Server } from 'node:http';
import { innerPaths } from '@tidecast/platform/delivery/api-paths';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RequestObserver } from './context.ts';

export interface Metrics extends RequestObserver {
  readonly registry: Registry;
  /** Server-sent event streams that are open. */
  readonly eventStreams: Gauge;
  /** Rows that lists left out because they cannot be read. */
  readonly unreadableRows: Counter<'kind'>;
}

/** The API's measurements, in a registry of their own. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    // Around the goals of the service: 5 ms for a cached list, 2 s for an event to the page.
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5],
    registers: [registry],
  });
  const eventStreams = new Gauge({
    name: 'event_streams_open',
    help: 'Server-sent event streams that are open',
    registers: [registry],
  });
  const unreadableRows = new Counter({
    name: 'unreadable_rows_total',
    help: 'Rows that lists left out because they cannot be read',
    labelNames: ['kind'],
    registers: [registry],
  });
  // One entry for each route, method and status, because resolving labels costs more than counting.
  const known = new Map<string, { observe(seconds: number): void }>();
  return {
    registry,
    eventStreams,
    unreadableRows,
    observe(method, route, status, seconds) {
      const key = `${method} ${route} ${status}`;
      let labelled = known.get(key);
      if (!labelled) {
        labelled = durations.labels(method, route, String(status));
        known.set(key, labelled);
      }
      labelled.observe(seconds);
    },
  };
}

/** Measurements of the process itself: memory, event loop, garbage collection. */
export function collectProcessMetrics(metrics: Metrics): void {
  collectDefaultMetrics({ register: metrics.registry });
}

/** Answers `GET /metrics` and nothing else; not started yet. */
export function createMetricsServer(metrics: Metrics): Server {
  return createServer(async (request, response) => {
    if (request.method !== 'GET' || request.url !== innerPaths.metrics) {
      response.writeHead(404).end();
      return;
    }
    try {
      const body = await metrics.registry.metrics();
      response.writeHead(200, { 'Content-Type': metrics.registry.contentType }).end(body);
    } catch {
      response.writeHead(500).end();
    }
  });
}
