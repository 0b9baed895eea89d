/** Every error as an RFC 9457 problem: handlers throw, this answers. */
import { STATUS_CODES } from 'node:http';
import { InvalidCursorError } from '@tidecast/catalog/cursor';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { contextOf } from './context.ts';
import { HttpProblem, type Problem } from './problem.ts';

/** Errors of Express's body parsers, by their `type`. */
const bodyErrors: Readonly<Record<string, readonly [number, string, string]>> = {
  'entity.parse.failed': [400, 'malformed_json', 'The body is not JSON.'],
  'entity.too.large': [413, 'body_too_large', 'The body is larger than this route takes.'],
  'encoding.unsupported': [415, 'unsupported_encoding', 'Send the body without Content-Encoding.'],
  'charset.unsupported': [415, 'unsupported_charset', 'Send the body in UTF-8.'],
  'request.aborted': [400, 'aborted', 'The body ended before its declared length.'],
  'request.size.invalid': [400, 'malformed_body', 'The body is not as long as it says it is.'],
};

/** Names of SDK errors that say "later" rather than "never". */
const passingErrors = new Set([
  'TimeoutError',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
  'ServiceUnavailable',
  'InternalServerError',
]);
const passingCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND']);

/** There is no such thing, or none that the caller may know of: the two look alike. */
export function notFound(): HttpProblem {
  return new HttpProblem(404, 'not_found', 'There is no such thing here.');
}

/** For paths that no route has. */
export const unknownRoute: RequestHandler = () => {
  throw new HttpProblem(404, 'unknown_route', 'No such path: see /api/openapi.json.');
};

/**
 * Last in the chain.
 *
 * @param protect - puts the security headers on an answer whose route had not come to it
 */
export function answerErrors(
  logger: Logger,
  protect: (response: Response) => void,
): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    const problem = asProblem(error);
    if (problem.status >= 500)
      logger.error({ request: contextOf(response).id, err: problem.cause ?? error }, 'failed');
    if (response.headersSent) {
      // Half an answer is out: the only honest end is to break it off.
      response.destroy();
      return;
    }
    protect(response);
    sendProblem(response, problem);
  };
}

function sendProblem(response: Response, problem: HttpProblem): void {
  const body: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    instance: contextOf(response).id,
    ...(problem.errors && { errors: [...problem.errors] }),
  };
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response.status(problem.status);
  response.setHeader('Content-Type', 'application/problem+json');
  response.end(JSON.stringify(body));
}

function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof InvalidCursorError)
    return new HttpProblem(400, 'invalid_cursor', 'The cursor is not one this list gave out.', {
      errors: [{ path: 'cursor', message: error.message }],
    });
  // Express cannot decode a path such as /videos/%ff: nothing can have that name.
  if (error instanceof URIError) return notFound();
  const { type, name, code } = (error ?? {}) as { type?: string; name?: string; code?: string };
  const known = type === undefined ? undefined : bodyErrors[type];
  if (known) return new HttpProblem(...known);
  if ((name && passingErrors.has(name)) || (code && passingCodes.has(code)))
    return new HttpProblem(503, 'unavailable', 'Something this needs is busy: try again shortly.', {
      headers: { 'Retry-After': '2' },
      cause: error,
    });
  return new HttpProblem(500, 'internal_error', 'Something went wrong on our side.', {
    cause: error,
  });
}
