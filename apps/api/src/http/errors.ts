/** Every error as an RFC 9457 problem: handlers throw, this answers. */
import type { ProblemCode } from '@tidecast/contract/problem-codes';
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
const bodyErrors: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  'entity.parse.failed': ['malformed_json', 'The body is not JSON.'],
  'entity.too.large': ['body_too_large', 'The body is larger than this route takes.'],
  'encoding.unsupported': ['unsupported_encoding', 'Send the body without Content-Encoding.'],
  'charset.unsupported': ['unsupported_charset', 'Send the body in UTF-8.'],
};

/** For paths that no route has. */
export const unknownRoute: RequestHandler = () => {
  throw noSuchRoute();
};

/**
 * Last in the chain.
 *
 * @param protect - puts the security headers on an answer whose route had not got that far
 */
export function answerErrors(
  logger: Logger,
  protect: (response: Response) => void,
): ErrorRequestHandler {
  return (error: unknown, _request, response, _next) => {
    // The client left while sending the body: nobody would read an answer.
    if (bodyErrorOf(error) === 'request.aborted') return;
    const problem = expressProblem(error) ?? asProblem(error);
    if (problem.status >= 500)
      logger.error(
        { request: contextOf(response).id, err: problem.cause ?? error },
        'request failed',
      );
    if (response.headersSent) {
      // Half of the answer is sent: break the connection, so that the client sees it is incomplete.
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

/** The problem for an error of Express or its body parsers; undefined for any other error. */
function expressProblem(error: unknown): HttpProblem | undefined {
  // Express cannot decode a path such as /videos/%ff: nothing can have that name.
  if (error instanceof URIError) return notFound();
  const known = bodyErrors[bodyErrorOf(error) ?? ''];
  return known && new HttpProblem(...known);
}

/** The `type` of what a body parser threw. */
function bodyErrorOf(error: unknown): string | undefined {
  return ((error ?? {}) as { readonly type?: string }).type;
}
