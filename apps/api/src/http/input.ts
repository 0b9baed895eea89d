/** Reading what a request brings: everything goes through a zod schema. */
import { check, checkPath } from '@tidecast/http/check';
import { HttpProblem } from '@tidecast/http/problem';
import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';

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
      throw new HttpProblem('unsupported_media_type', `Send ${types.join(' or ')}.`, {
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
  return checkPath(schema, request.params);
}
