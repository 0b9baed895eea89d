import * as z from 'zod';
import { maxDurationSeconds } from './limits.ts';

export const estimateRequestSchema = z
  .strictObject({
    durationSeconds: z.number().positive().max(maxDurationSeconds),
    width: z.int().min(1).max(16_384),
    height: z.int().min(1).max(16_384),
    frameRate: z.number().positive().max(240).optional(),
  })
  .meta({ id: 'EstimateRequest' });

export const estimateSchema = z
  .object({
    renditions: z
      .array(z.object({ rung: z.int(), width: z.int(), height: z.int(), usd: z.number() }))
      .meta({
        description: 'Largest first; none where a picture of these measures cannot be encoded',
      }),
    minutes: z.number().meta({ description: 'Billed minutes of all renditions together' }),
    usd: z.number(),
  })
  .meta({ id: 'Estimate' });

export type Estimate = z.infer<typeof estimateSchema>;
