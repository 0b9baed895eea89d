import type { FieldError } from '@tidecast/contract/problem-schema';
import type * as z from 'zod';
import { HttpProblem, notFound } from './problem.ts';

/** How much of a caller's own field name is repeated in an answer, in characters. */
const longestName = 100;

/**
 * Parses a value with a schema.
 *
 * @param where - the part of the request: `body` or `query`
 * @throws HttpProblem 400 `validation_failed`, naming every field that is wrong
 */
export function check<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(fieldErrors);
  const [first] = errors;
  const detail = `The ${where} was refused: ${first?.path ? `${first.path}: ` : ''}${first?.message}.`;
  throw new HttpProblem('validation_failed', detail, { errors });
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

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...at, key.slice(0, longestName)].join('.'),
      message: 'is not a field of this request',
    }));
  return [{ path: at.join('.'), message: issue.message }];
}
