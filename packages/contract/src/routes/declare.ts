/** What a route is: written once, for whoever serves it, documents it or asks it. */
import type * as z from 'zod';
import type { ProblemCode } from '../problem-codes.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * Who may ask.
 *
 * - `open`: anybody, and nobody is asked who they are
 * - `anybody`: anybody; whoever is signed in is known
 * - `signed-in`: whoever is signed in
 */
export type Access = 'open' | 'anybody' | 'signed-in';

/** A group of the document. */
export type Tag = 'auth' | 'videos' | 'uploads' | 'playback' | 'captions' | 'channels' | 'chat';

/** What a request is counted as, beside `none`; how many there may be is up to whoever serves. */
export type LimitName = 'none' | 'read' | 'write' | 'token' | 'signUp' | 'signInAddress';

/** A body in JSON. */
export interface JsonBody<Schema extends z.ZodType = z.ZodType> {
  readonly kind: 'json';
  readonly schema: Schema;
  readonly example: z.input<Schema>;
  /** Where it may be larger than bodies usually are. */
  readonly maxBytes?: number;
}

/** A body that is a file. */
export interface FileBody {
  readonly kind: 'file';
  readonly mediaTypes: readonly string[];
  readonly maxBytes: number;
  /** By media type. */
  readonly examples: Readonly<Record<string, string>>;
}

/** An answer in JSON. */
export interface JsonAnswer<Schema extends z.ZodType = z.ZodType> {
  readonly kind: 'json';
  readonly description: string;
  readonly schema: Schema;
  readonly example: z.output<Schema>;
}

/** An answer without a body. */
export interface EmptyAnswer {
  readonly kind: 'empty';
  readonly description: string;
}

/** An answer that is a text. */
export interface TextAnswer {
  readonly kind: 'text';
  readonly description: string;
  readonly mediaType: string;
  readonly example: string;
}

/** Server-sent events, for as long as both sides like. */
export interface EventsAnswer {
  readonly kind: 'events';
  readonly description: string;
  /** A few of them as they are sent. */
  readonly example: string;
}

export type Answer = JsonAnswer | EmptyAnswer | TextAnswer | EventsAnswer;

/** One method of one path. */
export interface Route {
  readonly method: Method;
  /** Below `/api`, with parameters as `{id}`. */
  readonly path: `/${string}`;
  /** The group it stands under in the document. */
  readonly tag: Tag;
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  readonly limit: LimitName;
  /** Of the path: what they cannot be does not exist (404). */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Request headers that mean something to this route. */
  readonly headers?: z.ZodObject;
  readonly body?: JsonBody | FileBody;
  /** By status; what is refused is not among them. */
  readonly answers: Readonly<Record<number, Answer>>;
  /** What it refuses beside what {@link problemsOf} knows of every route like it. */
  readonly problems?: readonly ProblemCode[];
}

/** Routes by their operation id. */
export type Routes = Readonly<Record<string, Route>>;

/** Keeps what is written of each route as its type. */
export function declareRoutes<const R extends Routes>(routes: R): R {
  return routes;
}

/** A request body in JSON. */
export function jsonBody<S extends z.ZodType>(
  schema: S,
  example: z.input<S>,
  options: { readonly maxBytes?: number } = {},
): JsonBody<S> {
  return { kind: 'json', schema, example, ...options };
}

/** An answer in JSON. */
export function json<S extends z.ZodType>(
  description: string,
  schema: S,
  example: z.output<S>,
): JsonAnswer<S> {
  return { kind: 'json', description, schema, example };
}

/** An answer without a body. */
export function empty(description: string): EmptyAnswer {
  return { kind: 'empty', description };
}

const ofJson = [
  'malformed_json',
  'validation_failed',
  'body_too_large',
  'unsupported_media_type',
  'unsupported_encoding',
  'unsupported_charset',
] as const satisfies readonly ProblemCode[];
const ofFile = ofJson.filter((code) => code !== 'malformed_json' && code !== 'unsupported_charset');
const ofSession = ['session_expired', 'invalid_token', 'identity_unavailable'] as const;

/**
 * Every problem that a route answers with on purpose, each once: its own, and what follows from who
 * may ask, what it reads and that it is counted. Faults (500) and what the table or the identity
 * provider is too busy for (503) may befall any route.
 */
export function problemsOf(route: Route): readonly ProblemCode[] {
  const { method, access, limit, params, query, body, problems = [] } = route;
  return [
    ...new Set<ProblemCode>([
      ...(limit === 'none' ? [] : (['too_many_requests'] as const)),
      ...(method === 'GET' ? [] : (['cross_origin'] as const)),
      ...(access === 'open' ? [] : ofSession),
      ...(access === 'signed-in' ? (['not_signed_in'] as const) : []),
      // A name that holds an encoded slash makes another path of it.
      ...(params ? (['not_found', 'unknown_route'] as const) : []),
      ...(query ? (['validation_failed'] as const) : []),
      ...(query && pages(query) ? (['invalid_cursor'] as const) : []),
      ...(body?.kind === 'json' ? ofJson : []),
      ...(body?.kind === 'file' ? ofFile : []),
      ...problems,
    ]),
  ];
}

/** Whether a query says where a page begins. */
function pages({ shape }: z.ZodObject): boolean {
  return 'cursor' in shape || 'before' in shape;
}
