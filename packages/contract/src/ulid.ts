import * as z from 'zod';

/** The id of a video or a channel. */
export const ulidSchema = z
  .string()
  .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, 'must be a ULID')
  .meta({ description: 'A ULID', example: '01JZK4Q5R6S7T8V9WAXBYCZD0E' });
