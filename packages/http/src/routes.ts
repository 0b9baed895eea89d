/** Serving declared routes: what a handler receives, and what it may answer. */
import type { ServerResponse } from 'node:http';
import type {
  Answer,
  EmptyAnswer,
  EventsAnswer,
  JsonAnswer,
  JsonBody,
  Route,
  Routes,
  TextAnswer,
} from '@tidecast/contract/routes/declare';
import type * as z from 'zod';
import { check, checkPath } from './check.ts';
import { HttpProblem } from './problem.ts';

/**
 * A request parsed by its route's schemas; undefined for the parts that the route does not have.
 */
interface Parsed<R extends Route> {
  readonly params: R extends { params: infer S extends z.ZodType } ? z.output<S> : undefined;
  readonly query: R extends { query: infer S extends z.ZodType } ? z.output<S> : undefined;
  readonly body: R extends { body: JsonBody<infer S> }
    ? z.output<S>
    : R extends { body: object }
      ? Buffer
      : undefined;
}

/** The caller, as far as the route identifies them. */
type CallerOf<R extends Route, Caller> = R['access'] extends 'signed-in'
  ? Caller
  : R['access'] extends 'anybody'
    ? Caller | undefined
    : undefined;

interface Answered<Status> {
  readonly status: Status;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer of a handler, depending on how it is declared. */
type Given<A extends Answer, Status> =
  A extends JsonAnswer<infer S>
    ? Answered<Status> & { readonly body: z.output<S> }
    : A extends TextAnswer
      ? Answered<Status> & { readonly text: string }
      : A extends EventsAnswer
        ? Answered<Status> & {
            /** Writes events, and ends the response when there will be no more. */
            readonly stream: (response: ServerResponse) => void;
          }
        : A extends EmptyAnswer
          ? Answered<Status>
          : never;

/** What a handler of the route may answer: one of the declared statuses with its body. */
type AnswerOf<R extends Route> = {
  [Status in keyof R['answers'] & number]: Given<R['answers'][Status], Status>;
}[keyof R['answers'] & number];

/** The handler of a route. Refusals are thrown. */
export type Handler<R extends Route, Caller, Facts> = (
  request: Parsed<R> & Facts & { readonly caller: CallerOf<R, Caller> },
) => AnswerOf<R> | Promise<AnswerOf<R>>;

/**
 * A handler for every route, no more and no less.
 *
 * @template Facts - what else the handlers receive of a request
 */
export type Handlers<R extends Routes, Caller, Facts> = {
  readonly [Id in keyof R]: Handler<R[Id], Caller, Facts>;
};

/** Any answer of any route. */
export interface HandlerAnswer extends Answered<number> {
  readonly body?: unknown;
  readonly text?: string;
  readonly stream?: (response: ServerResponse) => void;
}

/** A request that its route's schemas have not checked yet. */
export interface UnreadRequest {
  readonly params: unknown;
  readonly query: unknown;
  /** Called once the path and the query are known to be valid. */
  body(): unknown;
}

/**
 * Parses a request as its route declares it, and calls the handler.
 *
 * @param caller - the caller; the route's `access` has already been enforced
 * @throws HttpProblem 404 for an impossible path, 400 for an invalid query or body, and anything
 *   that the handler throws
 */
export async function handle<R extends Route, Caller, Facts>(
  route: R,
  handler: Handler<R, Caller, Facts>,
  request: UnreadRequest,
  caller: Caller | undefined,
  facts: Facts,
): Promise<HandlerAnswer> {
  const known = caller as CallerOf<R, Caller>;
  return handler({ ...facts, ...parse(route, request), caller: known }) as Promise<HandlerAnswer>;
}

function parse<R extends Route>({ params, query, body }: R, request: UnreadRequest): Parsed<R> {
  const parsed: { readonly [Part in keyof Parsed<Route>]: unknown } = {
    params: params && checkPath(params, request.params),
    query: query && check(query, request.query, 'query'),
    body:
      body &&
      (body.kind === 'json' ? check(body.schema, request.body(), 'body') : file(request.body())),
  };
  return parsed as Parsed<R>;
}

function file(body: unknown): Buffer {
  if (!Buffer.isBuffer(body))
    throw new HttpProblem('validation_failed', 'Send the file as the body.');
  return body;
}
