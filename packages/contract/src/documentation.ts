/** Small parts that the OpenAPI paths are put together from. */
import type { z } from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { problemSchema } from './problem-schema.ts';

type Security = NonNullable<ZodOpenApiOperationObject['security']>;

/** A session by cookie, or a bearer token for programs. */
export const sessionRequired: Security = [{ sessionCookie: [] }, { bearerToken: [] }];

/** As sessionRequired, but anonymous callers are served too. */
export const sessionOptional: Security = [{}, { sessionCookie: [] }, { bearerToken: [] }];

/** A JSON request body. */
export function jsonBody(schema: z.ZodType) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** A JSON answer. */
export function json(description: string, schema: z.ZodType): ZodOpenApiResponseObject {
  return { description, content: { 'application/json': { schema } } };
}

/** An answer without a body. */
export function empty(description: string): ZodOpenApiResponseObject {
  return { description };
}

const reasons: Readonly<Record<number, string>> = {
  400: 'The request is malformed: see `errors`',
  401: 'Not signed in, or the session has expired',
  403: 'Not from this site (Origin), or not allowed',
  404: 'There is no such thing, or none that the caller may know of',
  409: 'Not possible in the present state: see `code`',
  413: 'The body is too large',
  415: 'The body is of another media type than the route takes',
  422: 'Understood, but refused: see `code` and `errors`',
  429: 'Too many requests: see Retry-After',
};

/** The problems a route may answer with, by status. */
export function problems(...statuses: readonly number[]): Record<string, ZodOpenApiResponseObject> {
  return Object.fromEntries(
    [...statuses, 429].map((status) => [
      String(status),
      {
        description: reasons[status] ?? 'A problem',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
