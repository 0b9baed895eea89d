/** Declared routes in the shape that `openapi-fetch` takes its types in. Types alone. */
import type * as z from 'zod';
import type { Problem } from '../problem-schema.ts';
import type {
  Answer,
  EventsAnswer,
  FileBody,
  JsonAnswer,
  JsonBody,
  Route,
  Routes,
  TextAnswer,
} from './declare.ts';

type Sent<S> = S extends z.ZodType ? z.input<S> : never;

type Parameters<R extends Route> = (R extends { params: infer S }
  ? { path: Sent<S> }
  : { path?: never }) &
  (R extends { query: infer S } ? { query?: Sent<S> } : { query?: never });

type RequestBody<R extends Route> = R extends { body: JsonBody<infer S> }
  ? { requestBody: { content: { 'application/json': z.input<S> } } }
  : R extends { body: FileBody }
    ? { requestBody: { content: { [Type in R['body']['mediaTypes'][number]]: string } } }
    : { requestBody?: never };

type Content<A extends Answer> =
  A extends JsonAnswer<infer S>
    ? { content: { 'application/json': z.output<S> } }
    : A extends TextAnswer
      ? { content: { [Type in A['mediaType']]: string } }
      : A extends EventsAnswer
        ? { content: { 'text/event-stream': string } }
        : { content?: never };

type Operation<R extends Route> = {
  parameters: Parameters<R>;
  responses: {
    [Status in keyof R['answers']]: R['answers'][Status] extends Answer
      ? Content<R['answers'][Status]>
      : never;
  } & { default: { content: { 'application/problem+json': Problem } } };
} & RequestBody<R>;

type At<R extends Routes, Path> = {
  [Id in keyof R as R[Id]['path'] extends Path ? Lowercase<R[Id]['method']> : never]: Operation<
    R[Id]
  >;
};

/** Paths, their methods, and what each takes and answers. */
export type ClientPaths<R extends Routes> = { [Path in R[keyof R]['path']]: At<R, Path> };
