/** Paging, the same for every list. */
import * as z from 'zod';
import { cursorPattern } from './cursor.ts';

/**
 * Where a page begins; opaque to clients. The list itself refuses an invalid one
 * (`invalid_cursor`).
 */
export const cursorSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,1024}$/, 'must be a nextCursor of an earlier page')
  .meta({ description: 'The nextCursor of an earlier page', pattern: cursorPattern.source });

/** How many entries a page has at most. */
export function limitSchema(byDefault: number) {
  return z.coerce.number().int().min(1).max(100).default(byDefault);
}

/** A page of a list; `nextCursor` leads to the next, if there is one. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
