import * as z from 'zod';

/** Some fields of a thing that is there, one at least: `undefined` leaves a field as it is. */
export function changesOf<Shape extends z.ZodRawShape>(fields: Shape) {
  return z
    .strictObject(fields)
    .partial()
    .refine((changes) => Object.keys(changes).length > 0, 'must change something')
    .meta({ minProperties: 1 });
}
