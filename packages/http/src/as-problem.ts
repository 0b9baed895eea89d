import { HttpProblem, unavailable } from './problem.ts';

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
  'InternalServerException',
]);
/** Codes of Node's errors that say the same of a connection. */
const passingCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND']);

/** Seconds after which what was busy may be less so. */
const busyFor = 2;

/** What a handler threw, as a problem. What broke is its `cause`, for the log, and told to nobody. */
export function asProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  const { name, code } = (error ?? {}) as { readonly name?: string; readonly code?: string };
  if ((name && passingErrors.has(name)) || (code && passingCodes.has(code)))
    return unavailable('Something this needs is busy: try again shortly.', busyFor, error);
  return new HttpProblem('internal_error', 'Something went wrong on our side.', {
    cause: error,
  });
}
