/** Every answer, and every error as an RFC 9457 problem: handlers throw, this answers. */
import { STATUS_CODES } from 'node:http';
import { InvalidCursorError } from '@tidecast/catalog/cursor';
import { privateCacheControl } from '@tidecast/platform/delivery';
import { securityHeaders, strictTransportSecurity } from '@tidecast/platform/headers';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { HttpProblem } from './problem.ts';
import type { HttpAnswer } from './router.ts';

/** Nothing that is answered here is a page: no policy is too strict. */
const contentSecurityPolicy =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Names of SDK errors that say "later" rather than "never". */
const passingErrors = new Set([
  'TimeoutError',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ServiceUnavailable',
  'InternalServerError',
  'InternalServerException',
]);
const passingCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND']);

/** The answer as API Gateway takes it. @param secure - whether the site is served over https */
export function toResult(
  answer: HttpAnswer,
  requestId: string,
  secure: boolean,
): APIGatewayProxyStructuredResultV2 {
  const { status, body, headers } = answer;
  return {
    statusCode: status,
    headers: {
      ...securityHeaders,
      ...(secure && { 'Strict-Transport-Security': strictTransportSecurity }),
      'Content-Security-Policy': contentSecurityPolicy,
      'Cache-Control': privateCacheControl,
      'X-Request-Id': requestId,
      ...(body !== undefined && { 'Content-Type': 'application/json; charset=utf-8' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

/** A problem as an answer. */
export function problemAnswer(problem: HttpProblem, requestId: string): HttpAnswer {
  return {
    status: problem.status,
    body: {
      type: 'about:blank',
      title: STATUS_CODES[problem.status] ?? 'Error',
      status: problem.status,
      code: problem.code,
      detail: problem.message,
      instance: requestId,
      ...(problem.errors && { errors: problem.errors }),
    },
    headers: { ...problem.headers, 'Content-Type': 'application/problem+json' },
  };
}

/** What a handler threw, as a problem. */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof InvalidCursorError)
    return new HttpProblem(400, 'invalid_cursor', 'The cursor is not one this list gave out.', {
      errors: [{ path: 'cursor', message: error.message }],
    });
  const { name, code } = (error ?? {}) as { name?: string; code?: string };
  if ((name && passingErrors.has(name)) || (code && passingCodes.has(code)))
    return new HttpProblem(503, 'unavailable', 'Something this needs is busy: try again shortly.', {
      headers: { 'Retry-After': '2' },
      cause: error,
    });
  return new HttpProblem(500, 'internal_error', 'Something went wrong on our side.', {
    cause: error,
  });
}
