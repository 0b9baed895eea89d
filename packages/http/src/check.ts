import type { ProblemCode } from '@tidecast/contract/problem-codes';
import type { FieldError } from '@tidecast/contract/problem-schema';
import type * as z from 'zod';
import { HttpProblem, notFound } from './problem.ts';

/** How much of a caller's own field name is repeated in an answer, in characters. */
const longestName = 100;

/**
 * Parses a value with a schema.
 *
 * @param where - the part of the request: `body` or `query`
 * @throws HttpProblem 400 naming every field that is wrong: `validation_failed`, or `invalid_cursor`
 *   where nothing else is wrong
 */
export function check<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const errors = issues.flatMap(fieldErrors);
  const [first] = errors;
  const detail = `The ${where} was refused: ${first?.path ? `${first.path}: ` : ''}${first?.message}.`;
  const code: ProblemCode = issues.every(isOfCursor) ? 'invalid_cursor' : 'validation_failed';
  throw new HttpProblem(code, detail, { errors });
}

/**
 * Parses a path's parameters: an impossible id cannot exist, so it is a 404.
 *
 * @throws HttpProblem 404
 */
export function checkPath<T extends z.ZodType>(schema: T, params: unknown): z.output<T> {
  const result = schema.safeParse(params);
  if (!result.success) throw notFound();
  return result.data;
}

function isOfCursor(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'custom' && issue.params?.problem === 'invalid_cursor';
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...at, key.slice(0, longestName)].join('.'),
      message: 'is not a field of this request',
    }));
  return [{ path: at.join('.'), message: issue.message }];
}
