/** How every list pages. */
import { z } from 'zod';

/** Where a page begins: opaque to whoever asks. */
export const cursorSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,1024}$/, 'must be a nextCursor of an earlier page');

/** How many entries a page has at most. */
export function limitSchema(byDefault: number) {
  return z.coerce.number().int().min(1).max(100).default(byDefault);
}

/** A page of a list; `nextCursor` leads to the next, if there is one. */
export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
