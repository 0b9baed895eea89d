import { HttpProblem, unavailable } from './problem.ts';

/** Names of SDK errors that are transient. */
const passingErrors = new Set([
  'TimeoutError',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'SlowDown',
  'ServiceUnavailable',
  'InternalServerError',
  'InternalServerException',
]);
/** Codes of Node's connection errors that are transient. */
const passingCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND']);

/** Seconds to wait before trying a busy service again. */
const busyFor = 2;

/**
 * Converts what a handler threw into a problem. The original error is its `cause`, for the log
 * only.
 */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { name, code } = (error ?? {}) as { readonly name?: string; readonly code?: string };
  if ((name && passingErrors.has(name)) || (code && passingCodes.has(code)))
    return unavailable('Something this needs is busy: try again shortly.', busyFor, error);
  return new HttpProblem('internal_error', 'Something went wrong on our side.', {
    cause: error,
  });
}
