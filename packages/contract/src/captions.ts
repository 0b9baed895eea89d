import * as z from 'zod';
import { ulidSchema } from './ulid.ts';

export const captionMediaTypes = ['text/vtt', 'application/x-subrip', 'text/plain'] as const;

export const captionParams = z.strictObject({
  id: ulidSchema,
  lang: z
    .string()
    .regex(/^[A-Za-z0-9-]{2,35}$/)
    .meta({ description: 'BCP 47 language tag', example: 'ko' }),
});
