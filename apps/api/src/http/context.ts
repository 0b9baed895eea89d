/** What one request carries through the handlers: its id, its log and who sent it. */
import { requestIdOf } from '@tidecast/http/request-id';
import type { RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { Availability } from './availability.ts';
import type { Caller } from './caller.ts';

export interface RequestContext {
  readonly id: string;
  /** Milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** The route's pattern, never a path, to keep the number of metrics small. */
  route: string;
  caller?: Caller;
  /** A health probe, sent every few seconds: not worth a log line. */
  isProbe?: boolean;
}

export interface RequestObserver {
  /** Called once for each request, when its answer is out or its client is gone. */
  observe(method: string, route: string, status: number, seconds: number): void;
}

/** Opens the context of each request, and writes one log line and one measurement at its end. */
export function requestContext(
  logger: Logger,
  observer: RequestObserver,
  availability: Availability,
): RequestHandler {
  // All its fields are made below and none is secret, so skip the cost of redaction.
  const accessLog = logger.child({}, { redact: [] });
  return (request, response, next) => {
    const context: RequestContext = {
      id: requestIdOf(request.headers['x-request-id']),
      startedAt: performance.now(),
      route: 'none',
    };
    response.locals.context = context;
    // A kept-alive connection would bring the next request to a process that is stopping.
    if (availability.state === 'draining') response.setHeader('Connection', 'close');
    response.once('close', () => {
      const seconds = (performance.now() - context.startedAt) / 1000;
      // 499, as in nginx: the client left before its answer was sent.
      const status = response.writableFinished ? response.statusCode : 499;
      observer.observe(request.method, context.route, status, seconds);
      const line = {
        request: context.id,
        method: request.method,
        route: context.route,
        path: pathOf(request.originalUrl),
        status,
        ms: Math.round(seconds * 10_000) / 10,
        ...(context.caller && { user: context.caller.userId }),
      };
      if (context.isProbe) accessLog.debug(line, 'probe');
      else if (status >= 500) accessLog.error(line, 'request');
      else accessLog.info(line, 'request');
    });
    next();
  };
}

/** The context that {@link requestContext} opened. */
export function contextOf(response: Response): RequestContext {
  return response.locals.context as RequestContext;
}

/** Without the query, which may hold what a person typed. */
function pathOf(url: string): string {
  const end = url.indexOf('?');
  return url.slice(0, Math.min(end === -1 ? url.length : end, 200));
}
