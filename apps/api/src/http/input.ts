/** Reading what a request brings: everything goes through a zod schema. */
import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { notFound } from './errors.ts';
import { type FieldError, HttpProblem } from './problem.ts';

/** Enough for any body but a list of 10,000 parts. */
const usualBodyLimit = 64 * 1024;

/**
 * Reads a JSON body, of that media type alone: other types could be sent by another site's form.
 *
 * @param limit - in bytes
 */
export function jsonBody(limit = usualBodyLimit): readonly RequestHandler[] {
  const parse = express.json({ limit, type: 'application/json', inflate: false });
  return [mediaType('application/json'), parse];
}

/** Refuses bodies of other media types, and none at all. */
export function mediaType(...types: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    // `is` says null when there is no body: the schema will say what is missing.
    if (request.is([...types]) === false)
      throw new HttpProblem(415, 'unsupported_media_type', `Send ${types.join(' or ')}.`, {
        headers: { 'Accept-Post': types.join(', ') },
      });
    next();
  };
}

/** The body, checked. */
export function bodyOf<T extends z.ZodType>(schema: T, request: Request): z.output<T> {
  return check(schema, request.body, 'body');
}

/** The query, checked. */
export function queryOf<T extends z.ZodType>(schema: T, request: Request): z.output<T> {
  return check(schema, request.query, 'query');
}

/** The path's parameters; what no id can look like does not exist. */
export function paramsOf<T extends z.ZodType>(schema: T, request: Request): z.output<T> {
  const result = schema.safeParse(request.params);
  if (!result.success) throw notFound();
  return result.data;
}

/**
 * A value as the schema makes it.
 *
 * @throws HttpProblem 400 `validation_failed`, naming every field that is wrong
 */
export function check<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(fieldErrors);
  const first = errors[0];
  const detail = `The ${where} was refused: ${first?.path ? `${first.path}: ` : ''}${first?.message}.`;
  throw new HttpProblem(400, 'validation_failed', detail, { errors });
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...at, key.slice(0, 100)].join('.'),
      message: 'is not a field of this request',
    }));
  return [{ path: at.join('.'), message: issue.message }];
}
