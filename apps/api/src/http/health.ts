import { innerPaths } from '@tidecast/platform/delivery/api-paths';
import { type RequestHandler, Router } from 'express';
import type { Availability } from './availability.ts';
import { contextOf } from './context.ts';

/**
 * How long the result of a database check is reused, in milliseconds: probes come every few
 * seconds.
 */
const checkLasts = 2_000;

/**
 * `/healthz` says that the process is alive; `/readyz` that it can serve: it is neither starting
 * nor draining, and reaches its database.
 *
 * @param check - rejects when the database cannot be reached; has its own timeout
 */
export function healthRoutes(availability: Availability, check: () => Promise<unknown>): Router {
  let last: { at: number; reachable: Promise<boolean> } | undefined;
  function reachable(): Promise<boolean> {
    const now = Date.now();
    if (!last || now - last.at > checkLasts)
      last = {
        at: now,
        reachable: check().then(
          () => true,
          () => false,
        ),
      };
    return last.reachable;
  }

  const alive: RequestHandler = (_request, response) => {
    response.json({ status: 'alive' });
  };
  const ready: RequestHandler = async (_request, response) => {
    const { state } = availability;
    if (state !== 'serving') response.status(503).json({ status: state });
    else if (await reachable()) response.json({ status: 'ready' });
    else response.status(503).json({ status: 'database unreachable' });
  };

  const router = Router();
  for (const [path, probe] of [
    [innerPaths.alive, alive],
    [innerPaths.ready, ready],
  ] as const)
    router.get(
      path,
      (_request, response, next) => {
        const context = contextOf(response);
        context.route = path;
        context.isProbe = true;
        next();
      },
      probe,
    );
  return router;
}
