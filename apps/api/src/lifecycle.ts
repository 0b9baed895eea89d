import { once } from 'node:events';
import type { Server } from 'node:http';
import type { Logger } from 'pino';
import type { Availability } from './http/availability.ts';

/** The chart of the API gives a pod time for two of these. */
export const usualLimitSeconds = 20;

export interface LifecycleOptions {
  readonly server: Server;
  /** Closed last, so that the last requests are still measured. */
  readonly metricsServer: Server;
  /**
   * Seconds to go on serving after readiness fails: requests keep coming until every load balancer
   * has noticed.
   */
  readonly drainSeconds: number;
  /** Seconds after which what is still in flight is cut off; {@link usualLimitSeconds} by default. */
  readonly limitSeconds?: number;
  /** Ends the streams that would never end by themselves. */
  readonly endStreams: () => void;
  /** Waits for background work of finished requests. */
  readonly settled: () => Promise<void>;
  readonly logger: Logger;
}

export interface Lifecycle {
  readonly availability: Availability;
  /** Listens, then serves. */
  start(address: { port: number; host: string; metricsPort: number }): Promise<void>;
  /** Drains and stops; resolves when nothing is left. Safe to call again. */
  stop(): Promise<void>;
}

/** Milliseconds between checks for connections that have become idle. */
const idleLook = 100;

/** A lifecycle needs the server, the server its app, and the app the lifecycle's state. */
export function createAvailability(): { state: Availability['state'] } {
  return { state: 'starting' };
}

/** Starts and stops the servers without losing a request. */
export function createLifecycle(
  availability: { state: Availability['state'] },
  options: LifecycleOptions,
): Lifecycle {
  const { server, metricsServer, drainSeconds, limitSeconds = usualLimitSeconds, logger } = options;
  let stopping: Promise<void> | undefined;

  async function drain(): Promise<void> {
    availability.state = 'draining';
    logger.info({ seconds: drainSeconds }, 'draining requests');
    await pause(drainSeconds * 1000);
    options.endStreams();
    const closed = once(server, 'close');
    server.close();
    const closeIdle = setInterval(() => server.closeIdleConnections(), idleLook);
    const limit = setTimeout(() => {
      logger.warn('requests cut off: they outlasted the drain');
      server.closeAllConnections();
    }, limitSeconds * 1000);
    await closed;
    clearInterval(closeIdle);
    clearTimeout(limit);
    await Promise.race([options.settled(), pause(limitSeconds * 1000, true)]);
    metricsServer.close();
    metricsServer.closeAllConnections();
    logger.info('stopped');
  }

  return {
    availability,
    async start({ port, host, metricsPort }) {
      await Promise.all([listen(metricsServer, metricsPort, host), listen(server, port, host)]);
      if (availability.state === 'starting') availability.state = 'serving';
      logger.info({ address: server.address() }, 'serving');
    },
    stop() {
      stopping ??= drain();
      return stopping;
    },
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}

function pause(milliseconds: number, mayExit = false): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    if (mayExit) timer.unref();
  });
}
