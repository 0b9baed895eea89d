/** Every error as an RFC 9457 problem: handlers throw, this answers. */
import { asProblem } from '@tidecast/http/as-problem';
import {
  HttpProblem,
  unknownRoute as noSuchRoute,
  notFound,
  problemBody,
  problemMediaType,
} from '@tidecast/http/problem';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { contextOf } from './context.ts';

/** Errors of Express's body parsers, by their `type`. */
const bodyErrors: Readonly<Record<string, readonly [number, string, string]>> = {
  'entity.parse.failed': [400, 'malformed_json', 'The body is not JSON.'],
  'entity.too.large': [413, 'body_too_large', 'The body is larger than this route takes.'],
  'encoding.unsupported': [415, 'unsupported_encoding', 'Send the body without Content-Encoding.'],
  'charset.unsupported': [415, 'unsupported_charset', 'Send the body in UTF-8.'],
  'request.aborted': [400, 'aborted', 'The body ended before its declared length.'],
  'request.size.invalid': [400, 'malformed_body', 'The body is not as long as it says it is.'],
};

/** For paths that no route has. */
export const unknownRoute: RequestHandler = () => {
  throw noSuchRoute();
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
    const problem = expressProblem(error) ?? asProblem(error);
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
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  response.status(problem.status);
  response.setHeader('Content-Type', problemMediaType);
  response.end(JSON.stringify(problemBody(problem, contextOf(response).id)));
}

/** What Express itself and its body parsers throw; undefined for everything else. */
function expressProblem(error: unknown): HttpProblem | undefined {
  // Express cannot decode a path such as /videos/%ff: nothing can have that name.
  if (error instanceof URIError) return notFound();
  const { type } = (error ?? {}) as { readonly type?: string };
  const known = type === undefined ? undefined : bodyErrors[type];
  return known && new HttpProblem(...known);
}
