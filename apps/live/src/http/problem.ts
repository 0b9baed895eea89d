/** One field that was refused. */
export interface FieldError {
  /** Where, as a dotted path. */
  readonly path: string;
  readonly message: string;
}

/**
 * What a handler throws to answer with a problem (RFC 9457). Its texts reach the client: no secrets.
 */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    detail: string,
    options: {
      readonly errors?: readonly FieldError[];
      readonly headers?: Readonly<Record<string, string>>;
      /** For the log alone. */
      readonly cause?: unknown;
    } = {},
  ) {
    super(detail, { cause: options.cause });
    this.status = status;
    this.code = code;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}

/** There is no such thing, or none that the caller may know of: the two look alike. */
export function notFound(): HttpProblem {
  return new HttpProblem(404, 'not_found', 'There is no such thing here.');
}

/** For what the caller may see but not do. */
export function forbidden(detail: string): HttpProblem {
  return new HttpProblem(403, 'forbidden', detail);
}

/** @param seconds - until it makes sense to try again */
export function unavailable(detail: string, seconds: number, cause?: unknown): HttpProblem {
  const headers = { 'Retry-After': String(seconds) };
  return new HttpProblem(503, 'unavailable', detail, { headers, cause });
}
