import type { ProblemCode } from '@tidecast/contract/problem-codes';
import type { Dictionary } from '../i18n/dictionary.ts';
import type { Problem } from './types.ts';

/** A refusal by the API, or no answer at all (`status` 0, code `offline`). */
export class ApiError extends Error {
  readonly status: number;
  /** A ProblemCode, or that of a newer server. */
  readonly code: string;
  /** Fields the API named, by their first path segment. */
  readonly fields: readonly string[];

  constructor(status: number, code: string, detail: string, fields: readonly string[] = []) {
    super(detail);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/** The error in an answer; an answer that is no problem document (a proxy's page) has no code. */
export function apiErrorFrom(status: number, body: unknown): ApiError {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  return new ApiError(
    status,
    problem.code ?? 'unknown',
    problem.detail ?? `HTTP ${status}`,
    (problem.errors ?? []).map(({ path }) => path.split('.')[0] ?? path),
  );
}

/** Whether the API refused for one of these reasons. */
export function isProblem(error: unknown, ...codes: readonly ProblemCode[]): error is ApiError {
  return error instanceof ApiError && codes.some((code) => code === error.code);
}

type ProblemKey = keyof Dictionary['problem'];

/** What a refusal means whose code is newer than this page. */
const statusMeaning: Readonly<Record<number, ProblemKey>> = {
  401: 'not_signed_in',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'body_too_large',
  429: 'too_many_requests',
  503: 'unavailable',
};

/**
 * The sentence for an error: by its code, else by its status, else a general one. `known` is the
 * dictionary's list of codes.
 */
export function problemKey(error: unknown, known: Readonly<Record<string, unknown>>): ProblemKey {
  if (!(error instanceof ApiError)) return 'unknown';
  const { code, status } = error;
  if (code !== 'unknown' && Object.hasOwn(known, code)) return code as ProblemKey;
  return statusMeaning[status] ?? (status >= 400 && status < 500 ? 'refused' : 'unknown');
}
