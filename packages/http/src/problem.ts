/** Every refusal is an RFC 9457 problem: handlers throw one, and the app answers with it. */
import { STATUS_CODES } from 'node:http';
import { type ProblemCode, problemCodes } from '@tidecast/contract/problem-codes';
// Types only, to keep the schema library out of the authorizer's bundle.
import type { FieldError, Problem } from '@tidecast/contract/problem-schema';

/** The media type of problems. */
export const problemMediaType = 'application/problem+json';

/** What a handler throws to answer with a problem. Its texts reach the client: no secrets. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly status: number;
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    options: {
      readonly errors?: readonly FieldError[];
      readonly headers?: Readonly<Record<string, string>>;
      /** For the log only. */
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: options.cause });
    this.status = problemCodes[code].status;
    this.code = code;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

/** The JSON body of a problem. */
export function problemBody(problem: HttpProblem, requestId: string): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    instance: requestId,
    ...(problem.errors && { errors: [...problem.errors] }),
  };
}

/** There is no such thing, or the caller may not know of it: the two look alike. */
export function notFound(): HttpProblem {
  return new HttpProblem('not_found', 'There is no such thing here.');
}

/** No route has this path. */
export function unknownRoute(): HttpProblem {
  return new HttpProblem('unknown_route', 'No such path: see /api/openapi.json.');
}

/** For what the caller may see but not do. */
export function forbidden(detail: string): HttpProblem {
  return new HttpProblem('forbidden', detail);
}

/** @param methods - the methods of the path, such as `GET`; GET implies HEAD */
export function methodNotAllowed(methods: readonly string[]): HttpProblem {
  const names = methods.includes('GET') ? ['HEAD', ...methods] : methods;
  const allow = names.toSorted().join(', ');
  return new HttpProblem('method_not_allowed', `This path takes ${allow}.`, {
    headers: { Allow: allow },
  });
}

/** @param seconds - until it makes sense to try again */
export function unavailable(detail: string, seconds: number, cause?: unknown): HttpProblem {
  const headers = { 'Retry-After': String(seconds) };
  return new HttpProblem('unavailable', detail, { headers, cause });
}
