/** Paging, the same for every list. */
import * as z from 'zod';
import { cursorPattern } from './cursor.ts';
import type { ProblemCode } from './problem-codes.ts';

/** Where a page begins; opaque to clients. An invalid one is refused as `invalid_cursor`. */
export const cursorSchema = z
  .string()
  .refine((cursor) => cursorPattern.test(cursor), {
    error: 'is not one this list gave out: start again without a cursor',
    params: { problem: 'invalid_cursor' satisfies ProblemCode },
  })
  .meta({ description: 'The nextCursor of an earlier page', pattern: cursorPattern.source });

/** As JSON writes them: `0x10`, ` 5` and nothing at all are none. */
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A number in a query, where everything is text. */
export function inQuery<Schema extends z.ZodType<unknown, number | undefined>>(schema: Schema) {
  const read = (value: unknown) =>
    typeof value === 'string' && number.test(value) ? Number(value) : value;
  return z.preprocess(read, schema);
}

/** How many entries a page has at most. */
export function limitSchema(byDefault: number) {
  return inQuery(z.int().min(1).max(100).default(byDefault));
}

/** A page of a list; `nextCursor` leads to the next, if there is one. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
